import Domain
import NIOCore
import NIOHTTP1

/// A CSV answer of the Bulk API, whose rows are handed out while it arrives, each of them once.
///
/// An answer that breaks off, or whose rows are fewer than the server said, is asked for again; the rows that have
/// been handed out are then passed over, because the same locator always gives the same rows (S§11). Its last rows
/// are handed out only when the count agrees, so a row that was cut off in its middle never is.
struct CSVDownload: Sendable {
    /// A batch is handed out once it has this many rows or bytes.
    private static let batchRows = 4000
    private static let batchBytes = 2 << 20

    let client: SalesforceClient
    let order: SalesforceClient.Order
    /// How many rows there must be, if that is known before the answer comes.
    let expectedRows: Int?

    private(set) var header: [String] = []
    private(set) var rowsHandedOut = 0
    /// The last rows have been handed out, and their number is right.
    private(set) var isAtEnd = false
    private var download: HTTPDownload?
    private var access: SalesforceAccess?
    private var head: HTTPResponseHead?
    private var reader = CSVReader()
    private var toSkip = 0
    private var attempt = 1
    private var renewals = 0

    init(_ order: SalesforceClient.Order, client: SalesforceClient, expectedRows: Int? = nil) {
        self.client = client
        self.order = order
        self.expectedRows = expectedRows
    }

    /// Begins to read ahead.
    mutating func start() async throws {
        try await begin(insteadOf: nil)
    }

    /// The answer's headers, if they are here already.
    var headersIfHere: HTTPHeaders? {
        guard head == nil else { return head?.headers }
        guard let head = try? download?.headIfHere(), head.status == .ok else { return nil }
        return head.headers
    }

    /// How many rows the server says there are.
    var recordCount: Int? {
        head?.headers.first(name: "Sforce-NumberOfRecords").flatMap { Int($0) } ?? expectedRows
    }

    /// The next rows, or nothing at the end.
    mutating func next() async throws -> TextBatch? {
        while !isAtEnd {
            do throws(HTTPFault) {
                if let rows = try await readOn(), !rows.isEmpty { return rows }
            } catch {
                guard error.mayBeRepaired else { throw SalesforceError(error, request: order.name) }
                client.connection.log(order.name, fault: error)
                try await beginAgain(after: error)
            }
            try await lookAtHead()
        }
        return nil
    }

    private mutating func readOn() async throws(HTTPFault) -> TextBatch? {
        guard let download, head != nil else { return nil }
        while reader.waitingRows < Self.batchRows, reader.waitingBytes < Self.batchBytes {
            guard let piece = try await download.next() else { return try lastRows() }
            piece.withUnsafeReadableBytes { reader.feed($0) }
            header = reader.header ?? header
            try refuseBrokenRows()
        }
        return takeRows()
    }

    private mutating func lastRows() throws(HTTPFault) -> TextBatch {
        reader.finish()
        let isEmpty = recordCount == 0 && reader.waitingRows == 0
        let rowsInAll = rowsHandedOut + max(0, reader.waitingRows - toSkip)
        if !isEmpty { try refuseBrokenRows() }
        if let recordCount, recordCount != rowsInAll {
            throw HTTPFault(.dropped, "\(rowsInAll) rows came instead of \(recordCount)")
        }
        isAtEnd = true
        header = reader.header ?? []
        return takeRows()
    }

    /// A row that cannot be read means a broken answer; nothing after it may be handed out.
    private mutating func refuseBrokenRows() throws(HTTPFault) {
        guard reader.headerFault == nil, reader.takeRejected().isEmpty else {
            throw HTTPFault(.dropped, "a row was cut off")
        }
    }

    private mutating func takeRows() -> TextBatch {
        var rows = reader.take()
        let skipped = min(toSkip, rows.rowCount)
        toSkip -= skipped
        if skipped > 0 { rows = rows.dropping(skipped) }
        rowsHandedOut += rows.rowCount
        return rows
    }
}

// MARK: - Beginning, and beginning again

extension CSVDownload {
    private mutating func begin(insteadOf stale: SalesforceAccess?) async throws {
        (download, access) = try await client.download(order, insteadOf: stale)
        head = nil
        reader = CSVReader()
        toSkip = rowsHandedOut
    }

    private mutating func beginAgain(after fault: HTTPFault) async throws {
        try await beginAgain(or: SalesforceError(fault, request: order.name), because: fault)
    }

    private mutating func beginAgain(
        or error: SalesforceError, after asked: Duration? = nil, because fault: HTTPFault? = nil
    ) async throws {
        let maySend: Bool
        do throws(HTTPFault) {
            maySend = try await client.connection.pause(
                afterAttempt: attempt, serverAsksFor: asked, because: fault)
        } catch {
            throw SalesforceError(error, request: order.name)
        }
        guard maySend else {
            throw error.reason == .dropped ? SalesforceError(.resultsIncomplete, request: order.name) : error
        }
        attempt += 1
        try await begin(insteadOf: nil)
    }

    /// Waits for the head if it has not been looked at, and deals with one that is no success.
    private mutating func lookAtHead() async throws {
        guard !isAtEnd, head == nil else { return }
        guard let download else { return try await begin(insteadOf: nil) }
        let refusal: HTTPAnswer?
        do throws(HTTPFault) {
            refusal = try await readHead(of: download)
        } catch {
            guard error.mayBeRepaired else { throw SalesforceError(error, request: order.name) }
            return try await beginAgain(after: error)
        }
        if let refusal { try await beginAgain(after: refusal) }
    }

    private mutating func readHead(of download: HTTPDownload) async throws(HTTPFault) -> HTTPAnswer? {
        let head = try await client.connection.head(of: download)
        client.gauge.note(head.headers)
        client.connection.log(order.name, status: head.status.code)
        guard head.status != .ok else {
            self.head = head
            return nil
        }
        let body = try await download.body(limit: 1 << 20)
        return HTTPAnswer(status: Int(head.status.code), headers: head.headers, body: body)
    }

    private mutating func beginAgain(after refusal: HTTPAnswer) async throws {
        let error = SalesforceError(refusal, request: order.name)
        if error.reason == .sessionExpired, renewals < 3 {
            renewals += 1
            try await begin(insteadOf: access)
        } else if error.reason == .serverUnavailable || refusal.status == 429 {
            try await beginAgain(or: error, after: refusal.headers.retryAfter)
        } else {
            throw error
        }
    }
}
