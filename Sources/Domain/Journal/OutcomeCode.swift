/// What became of one record in one stage (D§23).
package enum OutcomeCode: String, Sendable, Hashable, CaseIterable, Codable {
    case linked, relinked, unlinked, unchanged, updated, cleared
    case unmatchedNoValue = "unmatched_no_value"
    case unmatchedNoCandidate = "unmatched_no_candidate"
    case ambiguous
    case rejectedType = "rejected_type"
    case excludedFreemail = "excluded_freemail"
    case excludedBlocked = "excluded_blocked"
    case keyCollision = "key_collision"
    case notPushField = "not_push_field"
    case describeMissingField = "describe_missing_field"
    case noPermission = "no_permission"
    case validationError = "validation_error"
    case lockedRowRetry = "locked_row_retry"
    case quotaPaused = "quota_paused"
    case skippedOverlap = "skipped_overlap"
    case deletedUpstream = "deleted_upstream"
    case undone
    case heldBack = "held_back"
    case drift

    /// The record did not get what the stage meant for it, and a person should look.
    package var isFailure: Bool {
        switch self {
        case .rejectedType, .noPermission, .validationError, .keyCollision, .notPushField, .describeMissingField: true
        default: false
        }
    }

    /// In this stage, the record did not get what was meant for it, whether or not a person should look.
    package func isShortfall(in stage: StageName) -> Bool {
        switch (stage, self) {
        // Of the others, a fetch tells by the object and not by the record.
        case (.fetch, _): self == .rejectedType
        case (.push, .lockedRowRetry), (.push, .deletedUpstream), (.map, .drift): true
        default: isFailure
        }
    }
}
