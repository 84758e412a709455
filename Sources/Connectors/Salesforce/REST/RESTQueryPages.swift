import Domain
import NIOCore
import NIOHTTP1

/// The pages of a REST query, one part a page, each asked for when the one before has been taken.
///
/// A SELECT too long for an address (S§5) is asked in two ways: the query brings the fields that fit, and the rest
/// follows by the ids of each page.
struct RESTQueryPages: SalesforcePages {
    private let client: SalesforceClient
    private let fields: [String]
    private let resource: String
    private let select: Result<LongSelect, SalesforceError>
    private var reader: JSONRowReader
    private var place = Place.start

    private enum Place {
        case start
        case page(String)
        case end
    }

    init(client: SalesforceClient, soql: String, fields: [String], includingDeleted: Bool) {
        self.client = client
        self.fields = fields
        resource = includingDeleted ? "/queryAll" : "/query"
        select = LongSelect.split(soql, fields: fields)
        let queried = (try? select.get())?.queriedFields ?? fields
        reader = JSONRowReader(columns: queried, ignoresCase: true, splitsPaths: true)
    }

    mutating func next() async throws -> SalesforcePart? {
        let select = try select.get()
        var order: SalesforceClient.Order
        switch place {
        case .start:
            order = SalesforceClient.Order(.GET, resource)
            order.query = [("q", select.soql)]
        case .page(let path): order = SalesforceClient.Order(.GET, path)
        case .end: return nil
        }
        order.headers = [("Sforce-Query-Options", "batchSize=2000")]
        let page = try read(try await client.send(order), count: select.queriedFields.count, request: order.name)
        place = page.next.map { .page($0) } ?? .end
        let rows = try await select.completed(page.rows, fields: fields, client: client)
        let end = SalesforcePart.PageEnd(locator: page.next, recordCount: rows.rowCount)
        return SalesforcePart(rows: rows, endOfPage: end)
    }

    private mutating func read(_ answer: HTTPAnswer, count: Int, request: String) throws -> QueryPage {
        do throws(JSONScanner.Fault) {
            return try QueryPage(answer.body, reader: &reader, columnCount: count)
        } catch {
            throw SalesforceError(.unexpectedAnswer, request: request, detail: "the page is not valid JSON")
        }
    }
}
