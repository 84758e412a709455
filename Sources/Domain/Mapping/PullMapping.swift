/// A field of theirs that feeds an attribute of ours.
package struct PullMapping: Sendable, Hashable {
    package var from: String
    package var to: String
    /// Leaves our value where theirs is empty; off, an empty field clears the attribute (D§7).
    package var ignoresNulls = false

    package init(from: String, to: String, ignoresNulls: Bool = false) {
        self.from = from
        self.to = to
        self.ignoresNulls = ignoresNulls
    }
}
