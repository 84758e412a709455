/// What keeps a field of Salesforce and a value of ours from being mapped to each other (D§7).
///
/// A page, a check-up and a run all ask here, so that they agree and say it in the same words.
package enum FieldObstacle: Sendable, Hashable {
    /// The org has no such field, or does not show it.
    case missing
    case notForPush
    /// Not as the org spells it; a push wants the exact name.
    case misspelled(exactly: String)
    case formula
    case notUpdateable
    /// No attribute can hold what a field of this type holds.
    case unmappable(SalesforceFieldType)
    case otherKind(SalesforceFieldType, ours: AttributeType)

    /// Types go together or not, whichever way the value goes.
    ///
    /// - Parameter ours: nothing where it is not known.
    package init?(_ theirs: SalesforceFieldType, with ours: AttributeType?) {
        guard let kind = theirs.attributeType else {
            self = .unmappable(theirs)
            return
        }
        guard let ours, ours != kind else { return nil }
        self = .otherKind(theirs, ours: ours)
    }

    /// Whether another partner would do: the field as such can be mapped.
    package var isAboutTypes: Bool {
        switch self {
        case .unmappable, .otherKind: true
        default: false
        }
    }

    /// What is wrong and what to do, for an admin.
    ///
    /// - Parameter field: the field with its object: `Account.PX_MAU__c`.
    package func sentence(_ field: String) -> String {
        switch self {
        case .missing:
            "Salesforce shows the integration user no field \(field). Create it, or grant it in field-level security."
        case .notForPush:
            "Only fields whose API name begins PX_ and ends __c are written; \(field) is none."
        case .misspelled(let name):
            "\(field) is spelled \(name) in Salesforce, and a push wants the exact name."
        case .formula:
            "\(field) is a formula, which nobody can write. Push to a plain field instead."
        case .notUpdateable:
            "The integration user may not edit \(field). Grant edit access in field-level security."
        case .unmappable(let theirs):
            "\(field) is of the type \(theirs.name), which no attribute can hold."
        case .otherKind(let theirs, let ours):
            "\(field) is of the type \(theirs.name), which goes with a \(theirs.attributeType?.rawValue ?? "") of ours "
                + "and not with a \(ours.rawValue)."
        }
    }
}

extension ObjectDescription {
    /// What keeps a field from feeding a value of ours.
    package func obstacle(toPull name: String, into ours: AttributeType?) -> FieldObstacle? {
        guard let field = field(name) else { return .missing }
        return FieldObstacle(field.type, with: ours)
    }

    /// What keeps a value of ours from being written into a field.
    package func obstacle(toPush ours: AttributeType?, into name: String) -> FieldObstacle? {
        guard FieldDescription.isPushField(name) else { return .notForPush }
        guard let field = field(name) else { return .missing }
        guard field.name == name else { return .misspelled(exactly: field.name) }
        guard !field.isCalculated else { return .formula }
        guard field.isUpdateable else { return .notUpdateable }
        return FieldObstacle(field.type, with: ours)
    }
}
