/// What one rule said about one record.
package enum RuleOutcome: UInt8, Sendable, Hashable, CaseIterable {
    /// An earlier rule had decided, or a person.
    case notTried
    /// Our record has no usable value.
    case noValue
    /// Nobody of theirs has the value.
    case noCandidate
    /// The Salesforce id is that of no fetched record.
    case unknownID
    case linked
    /// Several have the value; the oldest was taken.
    case ambiguousPick
    /// Several have the value, so the rule links nobody.
    case ambiguous
    /// The domain belongs to a mail provider.
    case excludedFreemail
    /// Too few recent users share a domain.
    case noMajority
    /// A person said that these are not the same.
    case blocked
    /// The rule's fields cannot be compared.
    case rejectedType
    /// The rule's field is not in the mirror.
    case missingField

    /// The outcome's name in evidence and journal.
    package var name: String {
        switch self {
        case .notTried: "not_tried"
        case .noValue: "no_value"
        case .noCandidate: "no_candidate"
        case .unknownID: "unknown_id"
        case .linked: "linked"
        case .ambiguousPick: "ambiguous_pick"
        case .ambiguous: "ambiguous"
        case .excludedFreemail: "excluded_freemail"
        case .noMajority: "no_majority"
        case .blocked: "blocked"
        case .rejectedType: "rejected_type"
        case .missingField: "missing_field"
        }
    }
}

/// What every rule said about one record, in four bits each.
package struct MatchTrail: Sendable, Hashable {
    package private(set) var bits: UInt64

    /// More rules do not fit into a trail.
    package static let ruleLimit = 16

    package init(bits: UInt64 = 0) {
        self.bits = bits
    }

    package subscript(rule: Int) -> RuleOutcome {
        get { RuleOutcome(rawValue: UInt8(truncatingIfNeeded: bits >> UInt64(rule * 4)) & 15) ?? .notTried }
        set {
            let shift = UInt64(rule * 4)
            bits = bits & ~(15 << shift) | UInt64(newValue.rawValue) << shift
        }
    }

    /// The trail of rules up to `count`.
    package func outcomes(count: Int) -> [RuleOutcome] { (0..<count).map { self[$0] } }
}
