import Foundation

/// A file kept in a field: saved as base64 text, read as bytes from an address of its own.
enum Blob {
    /// The bytes of a base64 text; nil where it is none.
    static func bytes(of text: String) -> [UInt8]? {
        Data(base64Encoded: text).map(Array.init)
    }
}

extension SalesforceOrg {
    /// Whether a field holds files.
    func isBlob(_ field: String, of object: String) -> Bool {
        schema(of: object)?[field]?.type == .base64
    }

    /// The file in a field of a record; none is as little there as a record that is not.
    func blob(_ field: String, of object: String, id: String) throws(SalesforceFault) -> [UInt8] {
        let data = snapshot()
        guard let table = data.table(named: object), let key = SalesforceID(id),
            let row = data.tables[table].row(of: key), !data.tables[table].isDeleted(row),
            let place = data.schema(table).index(of: field),
            case .text(let text) = data.value(table, row, place, now: clock()), let bytes = Blob.bytes(of: text)
        else { throw .notFound }
        return bytes
    }
}
