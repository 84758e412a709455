package import Domain

extension Associator {
    private static let partSize = 100_000

    /// The decisions of all members, parts of them side by side.
    ///
    /// - Parameters:
    ///   - hosts: of the members' addresses, where they are known already.
    ///   - facts: of these hosts, where they are known already.
    package func decideSideBySide(
        _ members: AssociationMembers, hosts: MemberHosts? = nil, facts: HostFacts? = nil
    ) async -> AssociationDecisions {
        guard members.count > Self.partSize else { return decide(members) }
        let hosts = hosts ?? MemberHosts(members.emails)
        let known = facts
        let facts =
            if let known { known } else {
                await book.hosts.factsSideBySide(of: hosts, rules: rules, providers: providers)
            }
        let decisions = await inParts(members.count, by: Self.partSize) { decide(members, $0, hosts, facts) }
        return AssociationDecisions(parts: decisions, of: Self.partSize)
    }
}

extension HostBook {
    /// What is known of all hosts, in their order, parts of them side by side.
    package func factsSideBySide(
        of hosts: MemberHosts, rules: [CommunitySettings.Rule], providers: MailProviders
    ) async -> HostFacts {
        var all = HostFacts()
        for part in await inParts(
            hosts.count, by: 25_000, { facts(of: hosts, $0, rules: rules, providers: providers) })
        {
            all.append(contentsOf: part)
        }
        return all
    }
}

extension CompanyKeys {
    /// The keys of all names, parts of them side by side.
    package static func sideBySide(_ names: TextColumn) async -> CompanyKeys {
        var all = CompanyKeys(TextColumn())
        let half = (names.count + 1) / 2
        for part in await inParts(names.count, by: max(half, 1), { CompanyKeys(names, part: $0) }) {
            all.append(contentsOf: part)
        }
        return all
    }
}

/// What a piece of work makes of parts of so many things, in their order.
private func inParts<Part: Sendable>(
    _ count: Int, by size: Int, _ work: @escaping @Sendable (Range<Int>) -> Part
) async -> [Part] {
    let starts = Array(stride(from: 0, to: count, by: size))
    return await withTaskGroup(of: (Int, Part).self) { group in
        for (place, start) in starts.enumerated() {
            group.addTask { (place, work(start..<min(start + size, count))) }
        }
        var parts = [Part?](repeating: nil, count: starts.count)
        for await (place, part) in group { parts[place] = part }
        return parts.compactMap(\.self)
    }
}
