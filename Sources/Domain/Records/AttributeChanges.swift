/// What a change of the attribute catalogue did.
package struct AttributeChanges: Sendable, Hashable {
    package var added: [String] = []
    package var enabled: [String] = []
    package var disabled: [String] = []
    package var converted: [String] = []
    /// Values that the new type of their attribute could not hold.
    package var lostValues = 0

    package init() {}

    package var isEmpty: Bool { self == AttributeChanges() }
}
