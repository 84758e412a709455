import Domain

extension FetchWindow {
    /// The conditions, without the word WHERE.
    func conditions() -> String {
        var conditions: [String] = []
        if let modifiedSince { conditions.append("\(modifiedSince.field) >= \(modifiedSince.instant.iso8601)") }
        if let from { conditions.append("\(stampField) >= \(from.iso8601)") }
        conditions.append("\(stampField) < \(until.iso8601)")
        return conditions.joined(separator: " AND ")
    }

    var countSOQL: String { "SELECT count() FROM \(object) WHERE \(conditions())" }
}

extension FetchReading {
    /// Bulk 2.0 splits a query into chunks by itself as long as it has no order.
    var bulkSOQL: String {
        "SELECT \(fields.joined(separator: ", ")) FROM \(window.object) WHERE \(wholeWindow.conditions())"
    }

    /// A REST query stands in the address, which may have 16 KB; encoding makes it longer (S§5).
    var fitsRequestLine: Bool { bulkSOQL.utf8.count < 8000 }

    func restSOQL(after position: RowPosition?) -> String {
        var soql = bulkSOQL
        if let position {
            let stamp = position.stamp.iso8601
            soql +=
                " AND (\(window.stampField) > \(stamp)"
                + " OR (\(window.stampField) = \(stamp) AND Id > '\(position.id)'))"
        }
        return soql + " ORDER BY \(window.stampField), Id"
    }
}

/// Records read by their ids.
enum RecordQuery {
    /// Ids in one query: they take 6 KB of a request's line, beside the fields (S§5).
    static let idsPerQuery = 200

    static func soql(_ fields: [String], of object: String, ids: some Sequence<String>) -> String {
        let list = ids.map { "'\($0)'" }.joined(separator: ", ")
        return "SELECT \(fields.joined(separator: ", ")) FROM \(object) WHERE Id IN (\(list))"
    }
}
