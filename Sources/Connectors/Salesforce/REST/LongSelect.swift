import Domain

/// A query whose field list may be too long for an address of 16,384 bytes (S§5), and the fields that follow by id.
struct LongSelect: Sendable, Hashable {
    /// What an encoded query may take, with room for host, path and headers.
    static let longestQuery = 12_000

    let soql: String
    /// The columns of the query's answer.
    let queriedFields: [String]
    /// The fields still to be read, by the ids of each page.
    let laterFields: [String]
    let object: String

    /// `soql` begins `SELECT`, names just `fields`, and goes on with `FROM`.
    static func split(_ soql: String, fields: [String]) -> Result<LongSelect, SalesforceError> {
        guard let from = fromClause(of: soql),
            let object = from.split(separator: " ").dropFirst().first.map(String.init)
        else { return .failure(SalesforceError(.malformedQuery, request: "GET /query")) }
        guard percentEncoded(soql).utf8.count > longestQuery else {
            return .success(LongSelect(soql: soql, queriedFields: fields, laterFields: [], object: object))
        }
        // Fields of a parent can only be queried, and the id ties the two halves together.
        let first = ["Id"] + fields.filter { $0.contains(".") && $0.lowercased() != "id" }
        var queried = first
        var length = percentEncoded("SELECT \(first.joined(separator: ", ")) \(from)").utf8.count
        var later: [String] = []
        for field in fields where !field.contains(".") && field.lowercased() != "id" {
            length += field.utf8.count + 6
            if length <= longestQuery, later.isEmpty { queried.append(field) } else { later.append(field) }
        }
        let shorter = "SELECT \(queried.joined(separator: ", ")) \(from)"
        guard percentEncoded(shorter).utf8.count <= longestQuery + 1000 else {
            return .failure(SalesforceError(.requestTooLong, request: "GET /query"))
        }
        return .success(LongSelect(soql: shorter, queriedFields: queried, laterFields: later, object: object))
    }

    /// The rows with all `fields` in their order; the later ones of a row that is gone by now stay empty.
    func completed(_ rows: TextBatch, fields: [String], client: SalesforceClient) async throws -> TextBatch {
        guard !laterFields.isEmpty else { return rows }
        let ids = (0..<rows.rowCount).map { rows.string(row: $0, column: 0) }
        let later = try await RecordsByID(client: client, object: object, fields: ["Id"] + laterFields).read(ids)
        var laterRows: [String: Int] = [:]
        for row in 0..<later.rowCount { laterRows[later.string(row: row, column: 0)] = row }
        var whole = TextBatch(columnCount: fields.count)
        let sources = fields.map { field in
            queriedFields.firstIndex { $0.lowercased() == field.lowercased() }.map { (isLater: false, column: $0) }
                ?? (isLater: true, column: 1 + (laterFields.firstIndex(of: field) ?? 0))
        }
        for row in 0..<rows.rowCount {
            for source in sources {
                if !source.isLater {
                    whole.append(rows.bytes[rows.range(row: row, column: source.column)])
                } else if let laterRow = laterRows[ids[row]] {
                    whole.append(later.bytes[later.range(row: laterRow, column: source.column)])
                } else {
                    whole.endCell()
                }
            }
        }
        return whole
    }

    /// From the first `FROM` on, which no field name can contain as a word.
    private static func fromClause(of soql: String) -> String? {
        let words = soql.split(whereSeparator: \.isWhitespace)
        guard let from = words.first(where: { $0.lowercased() == "from" }) else { return nil }
        return String(soql[from.startIndex...])
    }
}
