/// What a match would change: the answer to "what if the rules were these".
package struct MatchPreview: Sendable, Hashable {
    package var before: LinkCoverage
    package var after: LinkCoverage
    package var changes: [Change: Int] = [:]
    /// Some records of each kind of change.
    package var samples: [Sample] = []
    /// Sentences about rules that cannot be tried.
    package var notes: [String] = []

    package enum Change: String, Sendable, Hashable, CaseIterable {
        case linked
        case unlinked
        case relinked
        /// Several would be found. One that loses its link over it is among the unlinked too.
        case ambiguous
    }

    /// One record whose link would change.
    package struct Sample: Sendable, Hashable {
        package let change: Change
        package let id: String
        package let before: String?
        package let after: String?
        /// The rule that would decide, or the one that would find several.
        package let rule: String?
    }

    package init(before: LinkCoverage, after: LinkCoverage) {
        self.before = before
        self.after = after
    }

    /// Takes one record in that would be decided otherwise than it is stored.
    package mutating func note(
        _ verdict: MatchVerdict, id: String, before: String?, after: String?, rule: String?,
        wasAmbiguous: Bool, samples limit: Int
    ) {
        var found: [Change] = []
        switch (before, after) {
        case (nil, .some): found.append(.linked)
        case (.some, nil): found.append(.unlinked)
        case (.some(let one), .some(let other)) where one != other: found.append(.relinked)
        default: break
        }
        if verdict == .ambiguous, !wasAmbiguous { found.append(.ambiguous) }
        for change in found {
            changes[change, default: 0] += 1
            guard changes[change, default: 0] <= limit else { continue }
            samples.append(Sample(change: change, id: id, before: before, after: after, rule: rule))
        }
    }
}
