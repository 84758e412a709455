import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
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
    private func load(_ count: Int, lastName: String? = nil) async throws {
        let header = ["id", "account_id", "email", "last_name"]
        var batch = TextBatch(columnCount: header.count)
        for number in 0..<count {
            let id = "u" + String(100_000 + number)
            let name = lastName ?? (number % 3 == 0 ? "" : "Name\(number % 7)")
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

    @Test func `a thousand filters are too many, on the page and in the API`() async throws {
        let workspace = try WebWorkspace()
        let key = try await workspace.hub.keys.create(name: "test", scope: .read, by: "test").text
        try await workspace.addPerson(.viewer)
        try await workspace.serve { client in
            let filters = Array(repeating: "filter=id:contains:a", count: 1_000).joined(separator: "&")
            let answer = try await client.execute(
                uri: "/api/v1/records/users?" + filters, method: .get, headers: [.authorization: "Bearer \(key)"])
            #expect(answer.status == .badRequest)
            let cookie = try await workspace.logIn(.viewer, client)
            let fields = Array(repeating: "column=id&is=contains&value=a", count: 1_000).joined(separator: "&")
            let page = try await client.execute(uri: "/audience?" + fields, method: .get, headers: [.cookie: cookie])
            #expect(page.status == .ok)
        }
    }

    /// Every id and every last name begins so: too many to be gathered by an index.
    @Test(arguments: ["id", "email", "last_name"], ["u1", "éclair"])
    func `a search that a great many rows fit finds them all, once`(sort: String, search: String) async throws {
        try await load(51_000, lastName: "ÉCLAIR")
        try await store.noteSpellings()
        var query = ExplorerQuery(entity: .user)
        query.search = search
        query.sort = sort
        query.limit = 9_000
        let ids = try await idsOfAllPages(query)
        #expect(ids.count == 51_000 && Set(ids).count == 51_000)
    }

    private func idsOfAllPages(_ query: ExplorerQuery) async throws -> [String] {
        var query = query
        var ids: [String] = []
        repeat {
            let page = try await store.explore(query)
            ids += page.rows.map(\.id)
            query.after = page.next
        } while query.after != nil
        return ids
    }

    private func loadAccounts(_ accounts: [(id: String, name: String)]) async throws {
        var batch = TextBatch(columnCount: 2)
        for account in accounts { for cell in [account.id, account.name] { batch.append(cell.utf8) } }
        _ = try await store.load([batch], as: ImportPlan(kind: .accounts, header: ["id", "name"], attributes: []))
        try await store.finishLoading()
    }

    private func found(_ search: String) async throws -> [String] {
        var query = ExplorerQuery(entity: .account)
        query.search = search
        return try await store.explore(query).rows.map(\.id)
    }

    @Test(arguments: [
        ("hellenic", "a1", "\u{A0}Hellenic Army Academy"), ("3M", "a1", "\u{FEFF}3M"),
        ("escuela superior de arte", "a1", "Escuela  Superior\u{A0}de Arte"), ("ZOÉ", "a1", "zoé"),
        ("zoé", "a1", "ZOÉ"), ("zoé", "a1", "Zoe\u{301} Ltd"), ("ИВАНОВ", "a1", "Иванов и сын"),
        ("strasse 7", "a1", "Straße 7"), ("ﬁn", "a1", "FINANCE"), (" zo \u{A0}ë", "a1", "Zo Ë"),
        ("acc0000007", "ACC0000007", "x"), ("ACC7", "acc7", "x"), ("accx7", "AccX7", "x"),
    ])
    func `a search finds what a person sees, whatever its case and spacing`(
        search: String, id: String, name: String
    ) async throws {
        try await loadAccounts([(id, name), ("other", "Somebody else")])
        try await store.noteSpellings()
        #expect(try await found(search) == [id])
    }

    @Test func `a search follows the records as they change`() async throws {
        try await loadAccounts([("a1", "ÉPÉE"), ("a2", "ÎLE")])
        try await store.noteSpellings()
        #expect(try await found("épée") == ["a1"])
        try await loadAccounts([("a1", "Sabre"), ("a3", "ÉPÉE")])
        try await store.noteSpellings()
        #expect(try await found("épée") == ["a3"])
        #expect(try await found("sabre") == ["a1"])
        #expect(try await found("île") == ["a2"])
    }

    @Test func `a record's history is gone on with to the journal's beginning`() async throws {
        try await load(1)
        let run = try await store.beginRun(trigger: .commandLine, stages: [.match], at: Instant(milliseconds: 0))
        let other = Outcome(stage: .match, entity: .user, record: "other", code: .updated)
        let own = Outcome(stage: .match, entity: .user, record: "u100000", code: .linked)
        try await store.append([own] + [Outcome](repeating: other, count: 130_000) + [own, own], to: run)
        var found: [Outcome] = []
        var (place, looks): (Int64?, Int) = (nil, 0)
        repeat {
            let history = try await store.history(of: .user, id: "u100000", before: place, limit: 2)
            found += history.outcomes.map(\.outcome)
            place = history.next
            looks += 1
        } while place != nil && looks < 10
        #expect(found == [own, own, own])
        #expect(looks < 10)
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

    /// What a search and its pages are to find, worked out from all rows without an index.
    private func everything(_ query: ExplorerQuery) async throws -> [String] {
        var all = ExplorerQuery(entity: .user)
        all.limit = 10_000
        let page = try await store.explore(all)
        let place = { (name: String) in page.columns.firstIndex(of: name) ?? 0 }
        let begins = { (row: ExplorerRow) in
            ["id", "account_id"].contains { row.values[place($0)].text.hasPrefix(query.search ?? "") }
                || ["email", "last_name"].contains {
                    row.values[place($0)].text.lowercased().hasPrefix(query.search?.lowercased() ?? "")
                }
        }
        let found = page.rows.filter(begins).sorted {
            ($0.values[place(query.sort)].text.lowercased(), $0.id)
                < ($1.values[place(query.sort)].text.lowercased(), $1.id)
        }.map(\.id)
        return query.isDescending ? found.reversed() : found
    }

    @Test(arguments: ["id", "email", "last_name"], ["u1001", "name", "acc3", "u10", "NAME4"])
    func `pages of a search hold every row that begins so, once, in order`(sort: String, search: String) async throws {
        try await load(700)
        for isDescending in [false, true] {
            var query = ExplorerQuery(entity: .user)
            query.search = search
            query.sort = sort
            query.isDescending = isDescending
            query.limit = 41
            let ids = try await idsOfAllPages(query)
            #expect(!ids.isEmpty)
            #expect(try await ids == everything(query))
        }
    }

    @Test func `a search goes on for as long as there are rows`() async throws {
        try await load(5000)
        var query = ExplorerQuery(entity: .user)
        query.search = "u1"
        query.limit = 900
        var count = 0
        repeat {
            let page = try await store.explore(query)
            count += page.rows.count
            query.after = page.next
        } while query.after != nil
        #expect(count == 5000)
    }

    @Test func `a filter narrows a search`() async throws {
        try await load(300)
        var query = ExplorerQuery(entity: .user)
        query.search = "name"
        query.filters = [.init(column: "account_id", comparison: .equals, value: "acc2")]
        query.limit = 100
        let found = try await store.explore(query)
        let expected = (0..<300).filter { $0 % 3 != 0 && $0 % 5 == 2 }.map { "u\(100_000 + $0)" }
        #expect(found.rows.map(\.id) == expected)
    }

    @Test func `records are counted up to a bound, and anew once some have changed`() async throws {
        try await load(30)
        #expect(try await store.recordCount(of: .user, upTo: 20) == 20)
        #expect(try await store.recordCount(of: .user, upTo: 100) == 30)
        let revision = try await store.recordsRevision()
        #expect(try await store.recordsRevision() == revision)
        try await load(31)
        #expect(try await store.recordsRevision() > revision)
        #expect(try await store.recordCount(of: .user, upTo: 100) == 31)
    }
}
