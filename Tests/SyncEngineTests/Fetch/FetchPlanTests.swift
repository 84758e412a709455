import Domain
import SyncEngine
import TestSupport
import Testing

@Suite struct FetchPlanTests {
    private let bound = Instant("2026-05-13T08:00:00Z")

    @Test func `the first fetch looks back by last modification, later ones from the bookmark minus the overlap`()
        throws
    {
        var plan = try plan()
        let first = try #require(plan.next())
        #expect(first.purpose == .first)
        #expect(first.window.modifiedSince?.instant == Instant("2025-11-13T08:00:00Z"))
        #expect(first.window.from == nil)
        #expect(!first.includesDeleted)
        let settled = plan.complete(first)
        #expect(settled.bookmark == FetchBookmark(until: bound, modifiedSince: Instant("2025-11-13T08:00:00Z")))
        #expect(plan.next() == nil)

        let later = try self.plan(bookmark: settled.bookmark, at: Instant("2026-05-14T08:00:00Z"))
        let changes = try #require(later.next())
        #expect(changes.purpose == .changes)
        #expect(changes.window.from == Instant("2026-05-13T07:50:00Z"))
        #expect(changes.window.modifiedSince == nil)
        #expect(changes.includesDeleted)
    }

    @Test(
        arguments: [
            (SalesforceSettings.FirstFetch.everything, "2026-05-13T08:00:00Z", nil),
            (.months(6), "2026-08-31T01:00:00Z", "2026-02-28T01:00:00Z"),
            (.months(14), "2026-01-15T00:00:00Z", "2024-11-15T00:00:00Z"),
            (.since(Day(number: 20_000)), "2026-05-13T08:00:00Z", "2024-10-04T00:00:00Z"),
        ] as [(SalesforceSettings.FirstFetch, String, String?)])
    func `the look-back counts calendar months`(scope: SalesforceSettings.FirstFetch, bound: String, start: String?) {
        #expect(scope.start(before: Instant(bound)) == start.map { Instant($0) })
    }

    @Test func `what a killed fetch left open comes first, then what changed meanwhile`() throws {
        let bookmark = FetchBookmark(until: Instant("2026-05-10T00:00:00Z"), modifiedSince: nil)
        var open = try #require(try plan(bookmark: bookmark, at: Instant("2026-05-12T00:00:00Z")).next())
        open.position = .bulk(job: "750", locator: "MTAw")
        var plan = try plan(bookmark: bookmark, open: open)
        #expect(plan.next() == open)
        _ = plan.complete(open)
        let changes = try #require(plan.next())
        #expect(changes.window.from == Instant("2026-05-11T23:50:00Z"))
        #expect(changes.window.until == bound)
    }

    @Test func `a read-back leaves what may come late to the next fetch`() throws {
        let bookmark = FetchBookmark(until: bound, modifiedSince: nil)
        var back = try plan(bookmark: bookmark, at: Instant("2026-05-13T08:20:00Z"), isReadBack: true)
        let own = try #require(back.next())
        #expect((own.window.from, own.knownUntil) == (bound, nil))
        let settled = try #require(back.complete(own).bookmark)
        #expect(back.next() == nil)

        var later = try plan(bookmark: settled, at: Instant("2026-05-13T09:00:00Z"))
        let changes = try #require(later.next())
        #expect(changes.window.from == Instant("2026-05-13T07:50:00Z"))
        #expect(changes.knownUntil == Instant("2026-05-13T08:20:00Z"))
        #expect(later.complete(changes).bookmark == FetchBookmark(until: changes.window.until, modifiedSince: nil))
    }

    @Test func `a fetch looks for changes itself, also in the second in which the last one ended`() throws {
        let bookmark = FetchBookmark(until: bound, modifiedSince: nil)
        var fetch = try plan(bookmark: bookmark)
        let changes = try #require(fetch.next())
        #expect((changes.purpose, changes.window.until) == (.changes, bound))
        #expect(fetch.complete(changes).bookmark == bookmark)
        #expect(fetch.next() == nil)
        // What it found open was begun earlier: that is no look of its own.
        var resumed = try plan(bookmark: bookmark, open: changes)
        #expect(resumed.next() == changes)
        _ = resumed.complete(changes)
        #expect(resumed.next()?.purpose == .changes)
        // What a run has read already needs no second look.
        #expect(try plan(bookmark: bookmark, isReadBack: true).next() == nil)
    }

    @Test func `no fetch takes the bookmark back, whichever of the org's clocks it was told`() throws {
        let bookmark = FetchBookmark(until: bound, modifiedSince: nil)
        var fetch = try plan(bookmark: bookmark, at: bound.advanced(by: .seconds(-2)))
        let changes = try #require(fetch.next())
        #expect(fetch.complete(changes).bookmark == bookmark)
    }

    @Test func `an open reading of a field that is no longer wanted is given up`() throws {
        let open = FetchReading(
            purpose: .changes, fields: ["Id", "SystemModstamp", "Gone__c"],
            window: FetchWindow(object: "Contact", stampField: "SystemModstamp", until: bound), includesDeleted: true)
        let plan = try plan(
            bookmark: FetchBookmark(until: Instant("2026-05-10T00:00:00Z"), modifiedSince: nil), open: open)
        #expect(plan.open == nil)
    }

    @Test func `looking further back than before reads again`() throws {
        let bookmark = FetchBookmark(
            until: Instant("2026-05-12T00:00:00Z"), modifiedSince: Instant("2026-01-01T00:00:00Z"))
        #expect(try plan(bookmark: bookmark, firstFetch: .everything).next()?.purpose == .first)
        #expect(try plan(bookmark: bookmark, firstFetch: .months(1)).next()?.purpose == .changes)
    }

    @Test func `new fields are filled in, formulas are read again once a day`() throws {
        let bookmark = FetchBookmark(until: bound, modifiedSince: nil)
        func pastChanges(_ plan: consuming FetchPlan) throws -> FetchPlan {
            _ = plan.complete(try #require(plan.next()))
            return plan
        }
        let fresh = MirrorField(
            name: "Score__c", type: .double, isCalculated: true, isFilled: true,
            refreshedAt: bound.advanced(by: .seconds(-86_399)))
        let unfilled = MirrorField(name: "Title", type: .string, isCalculated: false, isFilled: false, refreshedAt: nil)
        var plan = try pastChanges(
            self.plan(bookmark: bookmark, mirror: [fresh, unfilled], pull: ["Title", "Score__c"]))
        let backfill = try #require(plan.next())
        #expect(backfill.purpose == .backfill)
        #expect(backfill.fields == ["Id", "SystemModstamp", "Title"])
        #expect(plan.complete(backfill).filledFields.contains("Title"))
        #expect(plan.next() == nil)

        let stale = MirrorField(
            name: "Score__c", type: .double, isCalculated: true, isFilled: true,
            refreshedAt: bound.advanced(by: .seconds(-86_400)))
        var refreshing = try pastChanges(self.plan(bookmark: bookmark, mirror: [stale], pull: ["Score__c"]))
        let refresh = try #require(refreshing.next())
        #expect(refresh.purpose == .refresh)
        #expect(refreshing.complete(refresh).refreshedFields == ["Score__c"])
        #expect(refreshing.next() == nil)
    }

    private func plan(
        bookmark: FetchBookmark? = nil, open: FetchReading? = nil, mirror: [MirrorField] = [], pull: [String] = [],
        firstFetch: SalesforceSettings.FirstFetch = .months(6), at now: Instant? = nil, isReadBack: Bool = false
    ) throws -> FetchPlan {
        var configuration = EntityConfiguration.defaultUsers
        configuration.pull = pull.map { PullMapping(from: $0, to: $0.lowercased()) }
        let needed = try FetchFields(configuration, entity: .user, description: .contact())
        return FetchPlan(
            object: "Contact", needed: needed, mirror: mirror, bookmark: bookmark, open: open, bound: now ?? bound,
            firstFetch: firstFetch, isReadBack: isReadBack)
    }
}
