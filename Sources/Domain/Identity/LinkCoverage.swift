/// How many records are linked, by rule (D§17: the match rate is a measure of its own).
package struct LinkCoverage: Sendable, Hashable {
    package var entity: Entity
    /// All our records, also those that were never decided.
    package var records = 0
    /// Linked records by the name of the rule; `manual` for those that a person linked.
    package var linkedByRule: [String: Int] = [:]
    /// Of the linked ones: several candidates, the oldest taken.
    package var ambiguousPicks = 0
    package var ambiguous = 0
    package var excluded = 0

    package init(entity: Entity) {
        self.entity = entity
    }

    package var linked: Int { linkedByRule.values.reduce(0, +) }
    package var unmatched: Int { records - linked - ambiguous - excluded }
    /// From 0 to 1.
    package var matchRate: Double { records == 0 ? 0 : Double(linked) / Double(records) }

    /// Takes one kind of link in.
    package mutating func add(_ verdict: MatchVerdict, rule: String?, count: Int) {
        switch verdict {
        case .linked: linkedByRule[rule ?? "", default: 0] += count
        case .ambiguousPick:
            linkedByRule[rule ?? "", default: 0] += count
            ambiguousPicks += count
        case .ambiguous: ambiguous += count
        case .excluded: excluded += count
        case .unmatched: break
        }
    }
}
