/// How a Salesforce record that a person links to stands in the mirror.
package enum LinkTargetState: String, Sendable, Hashable, CaseIterable {
    case mirrored, deleted, unknown

    /// Why there will be no link yet; nothing where there will.
    package var warning: String? {
        switch self {
        case .mirrored: nil
        case .deleted: "That record is deleted in Salesforce: there is no link unless somebody restores it there."
        case .unknown: "The mirror has no such record (yet): there is no link until a fetch brings it."
        }
    }
}
