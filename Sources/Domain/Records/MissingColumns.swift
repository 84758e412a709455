/// Columns without which a file cannot be loaded, and which its header does not have.
struct MissingColumns {
    let names: [String]
    let kind: String
    let header: [String]

    init(names: [String], of kind: String, in header: [String]) {
        self.names = names
        self.kind = kind
        self.header = header
    }

    var error: PlainError {
        let columns = names.count == 1 ? "column" : "columns"
        let renamings = names.compactMap { name in
            header.first { Misspelling.same($0, name) }.map { "\($0) to \(name)" }
        }
        let advice =
            renamings.isEmpty
            ? "It has: \(header.joined(separator: ", ")). docs/files.md lists the columns."
            : "Rename \(renamings.joined(separator: ", "))."
        return PlainError(
            "The file has no \(columns) \(names.joined(separator: " and ")), without which \(kind) cannot be loaded. "
                + advice)
    }
}
