import HTTPTypes

/// What batches came to, each in the format of its job.
extension ClassicJobs {
    func result(_ id: String, _ batchID: String) throws -> APIAnswer {
        let (job, batch) = try batch(id, batchID)
        switch (batch.result, job.format) {
        case (.failure, _), (.cut, _): throw ClassicFault.failedBatch
        case (.query, .json): return ClassicDocument.jsonAnswer([.text(resultID(of: batch))])
        case (.query, .xml):
            return ClassicDocument.xmlAnswer(
                "<result-list\(ClassicDocument.namespace)><result>\(resultID(of: batch))</result></result-list>")
        case (.rows(let rows), .json):
            return ClassicDocument.jsonAnswer(
                .list(
                    rows.map { row in
                        .members([
                            "success": .flag(row.isSuccess), "created": .flag(row.isCreated && row.isSuccess),
                            "id": .optional(job.shownID(of: row)),
                            "errors": .list(row.errors.map(\.rowJSON)),
                        ])
                    }))
        case (.rows(let rows), .xml) where job.contentType == "XML":
            return ClassicDocument.xmlAnswer(ClassicXML.results(rows, of: job))
        case (.rows(let rows), .xml):
            let lines = rows.map { row in
                let error = row.errors.map(\.bulkText).joined(separator: ";").replacing("\"", with: "\"\"")
                let id = job.shownID(of: row) ?? ""
                return "\"\(id)\",\"\(row.isSuccess)\",\"\(row.isCreated && row.isSuccess)\",\"\(error)\"\n"
            }
            return .text("\"Id\",\"Success\",\"Created\",\"Error\"\n" + lines.joined(), type: "text/csv")
        }
    }

    func queryResult(_ call: APICall, _ id: String, _ batchID: String) throws -> APIAnswer {
        let (job, batch) = try batch(id, batchID)
        guard case .query(let cursor) = batch.result else { throw ClassicFault.unknownBatch }
        guard job.contentType != "CSV" else {
            let comma = UInt8(ascii: ",")
            let text =
                cursor.csvHeader(delimiter: comma, lineEnding: "\n")
                + cursor.csv(rows: 0..<cursor.rowCount, delimiter: comma, lineEnding: "\n")
            var answer = APIAnswer.json(bytes: text)
            answer.headers[.contentType] = "text/csv;charset=UTF-8"
            return answer
        }
        let records = cursor.json(rows: 0..<cursor.rowCount, version: call.versionText)
        let list = try JSONParser.parse([UInt8(ascii: "[")] + records + [UInt8(ascii: "]")])
        return job.contentType == "XML"
            ? ClassicDocument.xmlAnswer(ClassicXML.queryResult(list.list ?? []))
            : ClassicDocument.jsonAnswer(Self.withEpochDates(list))
    }

    /// Bulk API 1.0 writes the datetimes of its JSON as epoch milliseconds.
    private static func withEpochDates(_ value: JSONValue) -> JSONValue {
        switch value {
        case .text(let text):
            guard text.utf8.count == 28, text.hasSuffix("+0000"), let time = WireTime.parse(iso: text) else {
                return value
            }
            return .integer(time)
        case .list(let values): return .list(values.map(withEpochDates))
        case .object(let members):
            return .object(members.map { JSONValue.Member(name: $0.name, value: withEpochDates($0.value)) })
        case .null, .flag, .number: return value
        }
    }

    private func resultID(of batch: ClassicJob.Batch) -> String {
        RecordID.long("752" + batch.id.dropFirst(3).prefix(12))
    }
}
