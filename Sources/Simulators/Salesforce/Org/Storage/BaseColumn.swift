/// A field's values in the rows that came from a file.
enum BaseColumn: Sendable {
    case empty
    case constant(FieldValue)
    /// Texts, read in place from this column of the file.
    case cells(Int)
    /// Ids, read in place; every cell is empty or eighteen characters with the right checksum.
    case ids(Int)
    /// Ids that the file has in another form.
    case packedIDs([SalesforceID?])
    /// Ids numbered by row, where the file has none.
    case numberedIDs(prefix: String)
    /// NaN is null.
    case numbers([Double])
    /// `Int64.min` is null.
    case instants([Int64])
    /// `Int32.min` is null.
    case days([Int32])
    /// `Int32.min` is null.
    case times([Int32])
    case flags([Bool])
}
