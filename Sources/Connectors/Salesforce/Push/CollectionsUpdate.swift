import Domain
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// Updates records by sObject Collections, at most 200 a request (S§8).
///
/// If an answer is lost, the records are read back and only what is not in place is sent again, so that no write that
/// took effect is made twice. Rows that were locked are tried again after a pause.
struct CollectionsUpdate: Sendable {
    static let mostRecords = 200

    let client: SalesforceClient
    let rows: PushRows

    func run() async throws -> [PushAnswer] {
        try PushGuard.check(rows.fields.map(\.name), object: rows.object)
        var answers: [PushAnswer?] = Array(repeating: nil, count: rows.ids.count)
        var pending: [Row] = []
        for index in rows.ids.indices {
            let cells = zip(rows.values[index], rows.fields).map { value, field in
                value.map { PushCell($0, for: field) }
            }
            let row = Row(index: index, cells: cells)
            if let fault = row.fault {
                answers[index] = PushAnswer(id: rows.ids[index], fault: fault)
            } else {
                pending.append(row)
            }
        }
        for start in stride(from: 0, to: pending.count, by: Self.mostRecords) {
            let some = Array(pending[start..<min(start + Self.mostRecords, pending.count)])
            for (index, answer) in try await settle(some) { answers[index] = answer }
        }
        return answers.compactMap(\.self)
    }

    /// One record's cells; nothing where a field stays as it is.
    private struct Row {
        let index: Int
        let cells: [PushCell?]

        var fault: PushAnswer.Fault? {
            for case .refused(let fault)? in cells { return fault }
            return nil
        }
    }

    private func settle(_ rows: [Row]) async throws -> [Int: PushAnswer] {
        var answers: [Int: PushAnswer] = [:]
        var pending = rows
        var attempt = 1
        while !pending.isEmpty {
            var lost: SalesforceError?
            do {
                for (row, answer) in zip(pending, try await send(pending)) { answers[row.index] = answer }
            } catch let error as SalesforceError where error.leavesItOpen {
                lost = error
            }
            guard lost != nil || pending.contains(where: { answers[$0.index]?.fault?.isTransient == true }),
                try await pause(afterAttempt: attempt, because: lost?.silence)
            else {
                if let lost { throw lost }
                break
            }
            if lost != nil {
                for row in try await rowsInPlace(pending) { answers[row.index] = PushAnswer(id: id(row)) }
            }
            pending = pending.filter { answers[$0.index].map { $0.fault?.isTransient == true } ?? true }
            attempt += 1
        }
        return answers
    }

    private func pause(
        afterAttempt attempt: Int, because fault: HTTPFault?
    ) async throws(SalesforceError) -> Bool {
        do throws(HTTPFault) {
            return try await client.connection.pause(afterAttempt: attempt, because: fault)
        } catch {
            throw SalesforceError(error, request: "PATCH /composite/sobjects")
        }
    }

    private func send(_ rows: [Row]) async throws -> [PushAnswer] {
        var order = SalesforceClient.Order(.PATCH, "/composite/sobjects")
        order.repetition = .onlyIfRefused
        order.body = body(rows)
        let results = try await client.decoded([RowResult].self, order)
        guard results.count == rows.count else {
            throw SalesforceError(.unexpectedAnswer, request: order.name, detail: "\(results.count) rows answered")
        }
        return zip(rows, results).map { PushAnswer(id: id($0), fault: $1.fault) }
    }

    /// The rows that already hold what was meant, although nobody said so.
    private func rowsInPlace(_ rows: [Row]) async throws -> [Row] {
        let fields = self.rows.fields
        let records = RecordsByID(client: client, object: self.rows.object, fields: ["Id"] + fields.map(\.name))
        let present = try await records.read(rows.map(id))
        var rowOfID: [Substring: Int] = [:]
        for row in 0..<present.rowCount { rowOfID[present.string(row: row, column: 0).prefix(15)] = row }
        return rows.filter { row in
            guard let place = rowOfID[id(row).prefix(15)] else { return false }
            return fields.indices.allSatisfy { column in
                guard let sent = row.cells[column] else { return true }
                let text = present.string(row: place, column: column + 1)
                return ReadBack.cell(text, holds: sent.readBack(fields[column].type), type: fields[column].type)
            }
        }
    }

    private func id(_ row: Row) -> String { rows.ids[row.index] }

    private func body(_ rows: [Row]) -> ByteBuffer {
        var body = ByteBuffer(string: #"{"allOrNone":false,"records":["#)
        for (place, row) in rows.enumerated() {
            body.writeString(place == 0 ? "" : ",")
            body.writeString(#"{"attributes":{"type":\#(jsonText(self.rows.object))},"Id":\#(jsonText(id(row)))"#)
            for (cell, field) in zip(row.cells, self.rows.fields) {
                guard let json = cell?.json else { continue }
                body.writeString(",\(jsonText(field.name)):\(json)")
            }
            body.writeString("}")
        }
        body.writeString("]}")
        return body
    }
}

/// What the collections API says of one row: `statusCode`, not `errorCode` (S§8).
private struct RowResult: Decodable {
    struct RowError: Decodable {
        let statusCode: String?
        let message: String?
        let fields: [String]?
    }

    let success: Bool
    let errors: [RowError]?

    var fault: PushAnswer.Fault? {
        guard !success else { return nil }
        let error = errors?.first
        return PushAnswer.Fault(
            code: error?.statusCode ?? "UNKNOWN_EXCEPTION", message: error?.message ?? "", fields: error?.fields ?? [])
    }
}

extension PushAnswer.Fault {
    init(code: String, message: String, fields: [String]) {
        let isTransient = SalesforceError.Reason(code: code)?.isTransient ?? false
        self.init(code: code, message: message, fields: fields, isTransient: isTransient)
    }
}

extension PushCell {
    /// The JSON of the cell; nothing for one that is refused.
    var json: String? {
        switch self {
        case .null: "null"
        case .text(let text): jsonText(text)
        case .literal(let literal): literal
        case .refused: nil
        }
    }

    /// The value that the field then holds: after rounding and cutting, not as it was asked for.
    func readBack(_ type: SalesforceFieldType) -> Value {
        switch self {
        case .null, .refused: .null
        case .text(let text), .literal(let text): ReadBack.value(of: text, type: type)
        }
    }
}
