/// A word or sign of a query, and where it stands.
struct SOQLToken: Equatable {
    enum Kind: Equatable {
        /// A name, also a dotted one; keywords are names that stand where a keyword may.
        case name
        case text(String)
        /// Anything that begins with a digit or a minus: a number, a day, an instant.
        case literal
        case sign
        case end
    }

    let kind: Kind
    /// As written.
    let source: String
    /// Bytes from the start of the query.
    let position: Int

    /// The keyword this may be.
    var keyword: String { kind == .name ? source.uppercased() : source }
}
