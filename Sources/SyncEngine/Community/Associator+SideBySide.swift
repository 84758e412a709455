package import Domain

extension Associator {
    private static let partSize = 100_000

    /// The decisions of all members: what hosts say is worked out once for each, parts of them side by side.
    ///
    /// - Parameter hosts: of the members' addresses, where they are known already.
    package func decideSideBySide(
        _ members: AssociationMembers, hosts: MemberHosts? = nil
    ) async -> AssociationDecisions {
        guard members.count > Self.partSize else { return decide(members) }
        let hosts = hosts ?? MemberHosts(members.emails)
        let facts = await Self.parts(of: hosts.count) { self.facts(of: hosts, $0) }.flatMap(\.self)
        let decisions = await Self.parts(of: members.count) { decide(members, $0, hosts, facts) }
        return AssociationDecisions(parts: decisions, of: Self.partSize)
    }

    private static func parts<Part: Sendable>(
        of count: Int, _ work: @escaping @Sendable (Range<Int>) -> Part
    ) async -> [Part] {
        let starts = Array(stride(from: 0, to: count, by: partSize))
        return await withTaskGroup(of: (Int, Part).self) { group in
            for (place, start) in starts.enumerated() {
                group.addTask { (place, work(start..<min(start + partSize, count))) }
            }
            var parts = [Part?](repeating: nil, count: starts.count)
            for await (place, part) in group { parts[place] = part }
            return parts.compactMap(\.self)
        }
    }
}
