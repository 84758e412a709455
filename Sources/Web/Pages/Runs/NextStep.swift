import Domain

/// What to do about a kind of failure, in plain words.
enum NextStep {
    static func sentence(_ code: OutcomeCode) -> String {
        switch code {
        case .rejectedType:
            "The value does not fit its field. Map it to a field of its own type, or allow rounding or cutting under Mapped Fields."
        case .noPermission:
            "The integration user may not write this field or record. Grant edit access in Salesforce, under field-level security, then synchronize."
        case .validationError:
            "Salesforce refused the record by a rule of its own. Read its message, mend the record or the rule there, then synchronize."
        case .keyCollision:
            "Several of our records are linked to one of theirs, so none was written. Choose which one may write, under Collisions."
        case .notPushField: "Only fields whose API name begins PX_ are written. Map to such a field."
        case .describeMissingField:
            "The field does not exist, or the integration user cannot see it. Create it in Salesforce, or grant it in field-level security."
        case .lockedRowRetry: "Somebody else held the record. The next push tries again; nothing needs to be done."
        case .quotaPaused: "The org's daily API requests ran short. The next run goes on where this one stopped."
        case .heldBack: "An undo holds the field. Lift the hold under Drift and holds when it may be written again."
        case .drift: "Somebody changed the value in Salesforce. The next push writes ours again."
        default: "Nothing needs to be done."
        }
    }
}
