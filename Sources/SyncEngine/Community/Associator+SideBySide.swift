package import Domain

extension Associator {
    /// Members in one part; each part works out for itself what it meets of hosts.
    private static let partSize = 150_000

    /// The decisions of all members, parts of them side by side.
    package func decideSideBySide(_ members: AssociationMembers) async -> AssociationDecisions {
        let starts = Array(stride(from: 0, to: members.count, by: Self.partSize))
        guard starts.count > 1 else { return decide(members) }
        return await withTaskGroup(of: (Int, AssociationDecisions).self) { group in
            for (place, start) in starts.enumerated() {
                group.addTask { (place, decide(members, part: start..<min(start + Self.partSize, members.count))) }
            }
            var parts = [AssociationDecisions](repeating: AssociationDecisions(), count: starts.count)
            for await (place, part) in group { parts[place] = part }
            var all = AssociationDecisions(capacity: members.count)
            for part in parts { all.append(contentsOf: part) }
            return all
        }
    }
}
