import Domain
import Store
import TestSupport
import Testing
import Web

@Suite struct ExplorerTests {
    private let folder: TemporaryFolder
    private let store: HubStore

    init() throws {
        folder = try TemporaryFolder()
        store = try HubStore(path: folder.file("crosswalk.db"), createIfMissing: true)
    }

    /// Every third user has no last name, so that rows without the sorted value are walked too.
    private func load(_ count: Int) async throws {
        let header = ["id", "account_id", "email", "last_name"]
        var batch = TextBatch(columnCount: header.count)
        for number in 0..<count {
            let id = "u" + String(100_000 + number)
            let name = number % 3 == 0 ? "" : "Name\(number % 7)"
            for cell in [id, "acc\(number % 5)", "\(id)@example.com", name] { batch.append(cell.utf8) }
        }
        _ = try await store.load([batch], as: ImportPlan(kind: .users, header: header, attributes: []))
        try await store.finishLoading()
    }

    @Test(arguments: ["id", "email", "last_name"], [false, true])
    func `pages hold every row once, in one order`(sort: String, isDescending: Bool) async throws {
        try await load(500)
        var query = ExplorerQuery(entity: .user)
        query.sort = sort
        query.isDescending = isDescending
        query.limit = 37
        var ids: [String] = []
        var values: [String] = []
        repeat {
            let page = try await store.explore(query)
            let column = try #require(page.columns.firstIndex(of: sort))
            ids += page.rows.map(\.id)
            values += page.rows.map { $0.values[column].text.lowercased() }
            query.after = page.next
        } while query.after != nil
        #expect(ids.count == 500)
        #expect(Set(ids).count == 500)
        #expect(values == (isDescending ? values.sorted(by: >) : values.sorted()))
    }

    @Test func `a filter that few pass ends each look at its bound and can be gone on with`() async throws {
        try await load(40_000)
        var query = ExplorerQuery(entity: .user)
        query.filters = [.init(column: "email", comparison: .equals, value: "u139999@example.com")]
        var looks = 0
        var found: [String] = []
        repeat {
            let page = try await store.explore(query)
            looks += 1
            found += page.rows.map(\.id)
            #expect(page.next == nil || page.lookedAt == 15_000)
            query.after = page.next
        } while query.after != nil
        #expect(found == ["u139999"])
        #expect(looks == 3)
    }

    @Test(arguments: [
        ("u100001", ["u100001"]), ("U100001@EX", ["u100001"]), ("name6", ["u100013", "u100020", "u100034"]),
        ("nobody", []), ("%", []), ("u10000' OR 1", []),
    ])
    func `a search finds beginnings of ids, addresses and names`(search: String, expected: [String]) async throws {
        try await load(40)
        var query = ExplorerQuery(entity: .user)
        query.search = search
        #expect(try await store.explore(query).rows.map(\.id) == expected)
    }
}
