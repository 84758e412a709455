/// Something a member wrote or did.
package struct MemberDeed: Sendable, Hashable {
    package let at: Instant
    /// `topic`, `reply`, or an activity's type.
    package let kind: String
    /// The content's title, or what the activity was about.
    package let subject: String

    package init(at: Instant, kind: String, subject: String) {
        self.at = at
        self.kind = kind
        self.subject = subject
    }
}
