/// How a run stands, or how it ended.
package enum RunStatus: String, Sendable, Hashable, CaseIterable, Codable {
    case running
    case done
    /// Done, but some records did not get what was meant for them, or a mapping or rule is off.
    case doneWithFailures = "done_with_failures"
    /// Closed in good order before its end: the quota, a slot; the next run resumes.
    case paused
    case failed
    /// The connection is down until a person authorises it again.
    case needsAuthorization = "needs_authorization"
    /// Its process died; the next run resumes.
    case interrupted
    /// Another run held the workspace.
    case skippedOverlap = "skipped_overlap"
}
