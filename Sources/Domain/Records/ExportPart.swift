/// A piece of an export: first the names of its columns, then its rows.
package enum ExportPart: Sendable {
    case header([String])
    case rows(TextBatch)
}
