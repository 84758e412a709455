import Domain

/// Brings the pages of one reading into the mirror, with the progress past each page in the same transaction.
///
/// Downloading and writing overlap; memory holds some parts, never a page.
struct PageReader {
    let store: any FetchStore
    let context: RunContext
    let entity: Entity
    /// Rows in one transaction: enough to make its cost small, few enough to hold.
    private static let rowsPerWrite = 32_768
    private static let partsInFlight = 8

    /// Reads on to the end; `reading` then says how much came.
    ///
    /// - Throws: `TruncatedPage` when a page held fewer rows than the server had said.
    func read(_ pages: any SalesforcePages, into reading: inout FetchReading) async throws -> MirrorCounts {
        let channel = PartChannel(capacity: Self.partsInFlight)
        var state = reading
        let (counts, final) = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await Self.download(pages, into: channel) }
            do {
                let result = try await write(from: channel, &state)
                try await group.waitForAll()
                return (result, state)
            } catch {
                await channel.abandon()
                throw error
            }
        }
        reading = final
        return counts
    }

    private static func download(_ pages: any SalesforcePages, into channel: PartChannel) async {
        var pages = pages
        do {
            while let part = try await pages.next() {
                guard await channel.send(part) else { return }
            }
            await channel.finish(.success(()))
        } catch {
            await channel.finish(.failure(error))
        }
    }

    private func write(from channel: PartChannel, _ reading: inout FetchReading) async throws -> MirrorCounts {
        var counts = MirrorCounts()
        var waiting: [TextBatch] = []
        var waitingRows = 0
        var pageRows = 0
        var isComplete = false
        let rowsPerWrite =
            reading.expected > ScatteredChanges.most ? Self.rowsPerWrite : ScatteredChanges.perTransaction
        while let part = try await channel.receive() {
            if !part.rows.isEmpty { waiting.append(part.rows) }
            waitingRows += part.rows.rowCount
            pageRows += part.rows.rowCount
            if let end = part.endOfPage {
                guard end.recordCount == pageRows else {
                    throw TruncatedPage(scope: .page, announced: end.recordCount, delivered: pageRows)
                }
                reading.received += pageRows
                isComplete = end.locator == nil
                try reading.advance(past: end, lastRow: waiting.last)
                pageRows = 0
            } else if waitingRows < rowsPerWrite {
                continue
            }
            counts += try await store.apply(
                waiting, as: page(reading, isPageEnd: part.endOfPage != nil), at: context.startedAt)
            (waiting, waitingRows) = ([], 0)
            context.report(
                StageProgress(
                    stage: .fetch, entity: entity, done: reading.received + pageRows, total: reading.expected))
        }
        guard isComplete else { throw TruncatedPage(scope: .page, announced: nil, delivered: pageRows) }
        return counts
    }

    private func page(_ reading: FetchReading, isPageEnd: Bool) throws -> MirrorPage {
        var page = MirrorPage(
            object: reading.window.object, entity: entity, fields: reading.fields,
            stampField: reading.window.stampField, addsRows: reading.purpose.addsRows, run: context.run)
        if isPageEnd { page.bookmarks = [FetchBookmarks.open(reading.window.object): try reading.encoded()] }
        return page
    }
}

extension FetchReading {
    /// Moves past a page that is complete; past the last one only if a job delivered all that it had announced.
    fileprivate mutating func advance(past end: SalesforcePart.PageEnd, lastRow batch: TextBatch?) throws {
        switch position {
        case .bulk(let job, _):
            position = end.locator == nil ? .complete : .bulk(job: job, locator: end.locator)
            guard position != .complete || received == expected else {
                throw TruncatedPage(scope: .job, announced: expected, delivered: received)
            }
        case .rest where end.locator == nil:
            position = .complete
        case .rest:
            guard let batch, let stampColumn = fields.firstIndex(of: window.stampField), !batch.isEmpty,
                let stamp = Instant(iso8601: batch.string(row: batch.rowCount - 1, column: stampColumn))
            else { return }
            position = .rest(after: RowPosition(stamp: stamp, id: batch.string(row: batch.rowCount - 1, column: 0)))
        case .unbegun, .complete: break
        }
    }
}

/// A page, or all the pages of a job, ended before they were whole: they are read again.
struct TruncatedPage: RemediableError {
    enum Scope: Sendable { case page, job }

    let scope: Scope
    /// Nothing where the answer ended without saying how many records it should have had.
    let announced: Int?
    let delivered: Int

    var remedy: Remedy { .retry(after: .seconds(2)) }

    var advice: String {
        guard let announced else { return "Salesforce's answer broke off in the middle of a page." }
        return "Salesforce announced \(announced) records for a \(scope) and delivered \(delivered)."
    }
}
