import Domain
import NIOHTTP1

/// The results of a complete bulk query job (S§11): a page at a time, in parts of some thousand rows.
///
/// As soon as the head of a page names the next one, that one is downloaded too, at most two pages ahead. Each page
/// holds back its server after some megabytes, so memory stays bounded however slow the store is.
struct BulkResultPages: SalesforcePages {
    private static let mostDownloads = 3

    private let client: SalesforceClient
    private let job: String
    private let fields: [String]
    /// The page being handed out, then those ahead of it.
    private var pages: [CSVDownload] = []
    private var firstLocator: String?
    private var hasBegun = false
    /// The columns of the present page in the order of `fields`; nothing where they already are.
    private var arrangement: [Int]?

    init(client: SalesforceClient, job: String, fields: [String], from locator: String?) {
        self.client = client
        self.job = job
        self.fields = fields
        firstLocator = locator
    }

    mutating func next() async throws -> SalesforcePart? {
        if !hasBegun {
            hasBegun = true
            try await addPage(firstLocator)
        }
        guard !pages.isEmpty else { return nil }
        let rows = try await pages[0].next()
        try await readAhead()
        var part = SalesforcePart(rows: TextBatch(columnCount: fields.count))
        if let rows { part.rows = try arranged(rows) }
        if pages[0].isAtEnd { part.endOfPage = endOfPage() }
        return part
    }

    private mutating func addPage(_ locator: String?) async throws {
        var order = SalesforceClient.Order(.GET, "\(BulkJobKind.query.path(job))/results")
        order.query = [("maxRecords", String(rowsPerPage))]
        if let locator { order.query.append(("locator", locator)) }
        order.headers = [("Accept", "text/csv")]
        var page = CSVDownload(order, client: client)
        try await page.start()
        pages.append(page)
    }

    private mutating func readAhead() async throws {
        while pages.count < Self.mostDownloads, let locator = pages.last?.headersIfHere?.nextLocator {
            try await addPage(locator)
        }
    }

    private mutating func endOfPage() -> SalesforcePart.PageEnd {
        let page = pages.removeFirst()
        arrangement = nil
        return SalesforcePart.PageEnd(
            locator: page.headersIfHere?.nextLocator, recordCount: page.recordCount ?? page.rowsHandedOut)
    }

    private mutating func arranged(_ rows: TextBatch) throws -> TextBatch {
        if arrangement == nil { arrangement = try columnsOfPage() }
        guard let arrangement, arrangement != Array(0..<rows.columnCount) else { return rows }
        return rows.arranged(arrangement)
    }

    private func columnsOfPage() throws -> [Int] {
        let header = pages[0].header.map { $0.lowercased() }
        return try fields.map { field in
            guard let column = header.firstIndex(of: field.lowercased()) else {
                throw SalesforceError(
                    .unexpectedAnswer, request: "GET \(BulkJobKind.query.path(job))/results", field: field,
                    detail: "the results have no column \(field)")
            }
            return column
        }
    }

    /// Fewer rows the wider they are: a page that breaks off is read again from its beginning.
    private var rowsPerPage: Int {
        max(2000, min(50_000, 1_000_000 / max(1, fields.count)))
    }
}

extension HTTPHeaders {
    /// At the end it is the word `null`, or, to be safe, absent or empty.
    fileprivate var nextLocator: String? {
        guard let locator = first(name: "Sforce-Locator"), !locator.isEmpty, locator != "null" else { return nil }
        return locator
    }
}
