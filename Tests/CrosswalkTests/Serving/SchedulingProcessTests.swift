import Domain
import Foundation
import Store
import TestSupport
import Testing

/// The schedule of a real process, by the real clock: slots start, missed ones run once, overlaps are told.
@Suite(.timeLimit(.minutes(4))) struct SchedulingProcessTests {
    @Test func `a run starts at its slot and at no other time`() async throws {
        let scene = try await Scene()
        defer { withExtendedLifetime(scene) {} }
        let workspace = scene.workspace
        let slot = Self.minute(after: 10)
        try Self.schedule(fetch: slot, in: workspace)
        let server = try await Server(workspace, [])
        let key = try await server.setUp().admin
        while try await server.runs(key).first?.status != "done" {
            try #require(Date() < Self.time(of: slot).addingTimeInterval(60), "no run")
            #expect(try await server.runs(key).isEmpty || Date() >= Self.time(of: slot))
            try await Task.sleep(for: .milliseconds(200))
        }
        let runs = try await server.runs(key)
        #expect(runs.map(\.trigger) == ["schedule"] && runs.map(\.stages) == [["fetch"]])
        let started = try #require(Instant(iso8601: runs.first?.startedAt ?? ""))
        let late = Double(started.milliseconds) / 1000 - Self.time(of: slot).timeIntervalSince1970
        #expect((0..<5).contains(late), "\(late) s after its slot")
        #expect(try await server.stop().status == 0)
    }

    @Test func `slots missed while the process was down run once each after a restart, in their order`() async throws {
        let scene = try await Scene()
        defer { withExtendedLifetime(scene) {} }
        let workspace = scene.workspace
        // Three days down: many slots of each step, all of them over for at least an hour.
        try await Self.begin(daysAgo: 3, in: workspace)
        var server = try await Server(workspace, [])
        let key = try await server.setUp().admin
        while try await server.runs(key).filter({ $0.status == "done" }).count < 3 {
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(try await server.stop().status == 0)
        server = try await Server(workspace, [])
        try await Task.sleep(for: .seconds(1))
        let runs = try await server.runs(key)
        #expect(runs.allSatisfy { $0.trigger == "schedule" && $0.status == "done" })
        #expect(Set(runs.map(\.stages)) == [["fetch"], ["match", "map"], ["measure", "push"]])
        #expect(runs.count == 3, "\(runs)")
        #expect(try await server.stop().status == 0)
    }

    @Test func `a slot that comes while another process runs is logged as skipped and not made up for`() async throws {
        let scene = try await Scene()
        defer { withExtendedLifetime(scene) {} }
        let workspace = scene.workspace
        try await Self.begin(daysAgo: 2, in: workspace)
        guard let lock = try WorkspaceLock(folder: workspace.path) else { throw CancellationError() }
        let server = try await Server(workspace, [])
        let key = try await server.setUp().admin
        while try await server.runs(key).count < 3 { try await Task.sleep(for: .milliseconds(50)) }
        _ = consume lock
        let ended = try await server.run(#"{"stages":["measure"]}"#, key: key)
        #expect(ended == "done", "the workspace is free again")
        let runs = try await server.runs(key)
        #expect(runs.dropFirst().allSatisfy { $0.status == "skipped_overlap" && $0.trigger == "schedule" })
        #expect(runs.count == 4, "\(runs)")
        #expect(try await server.stop().status == 0)
    }

    /// An org, which lives as long as this, and a workspace that speaks to it.
    private final class Scene {
        let workspace: ProcessWorkspace
        private let org: SimulatedOrg
        private let logs: TemporaryFolder

        init() async throws {
            let organisation = try MidsizeOrganisation()
            logs = try TemporaryFolder()
            org = try await SimulatedOrg(data: organisation.salesforce, logs: logs.path)
            workspace = try await ProcessWorkspace(org)
            try await workspace.load(organisation, kinds: ["accounts", "users"])
        }
    }

    /// Has the schedule begin in the past, with a slot of every step since.
    private static func begin(daysAgo days: Int64, in workspace: ProcessWorkspace) async throws {
        let store = try HubStore(path: workspace.database, createIfMissing: false)
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let then = Instant(milliseconds: now - days * 86_400_000)
        try await store.setBookmark("schedule.began", to: then.iso8601, in: nil, at: then)
        let hourAgo = Int(now / 60_000 % 1440) + 1380
        let slots = (0..<3).map { Self.clock((hourAgo - 3 + $0) % 1440) }
        try Self.append(
            "schedule: { fetch: \"\(slots[0])\", map: \"\(slots[1])\", push: [\"\(slots[2])\"] }", to: workspace)
    }

    /// Only a fetch at this minute of the day; the other steps half a day later.
    private static func schedule(fetch minute: Int, in workspace: ProcessWorkspace) throws {
        let other = Self.clock((minute + 720) % 1440)
        try Self.append(
            "schedule: { fetch: \"\(Self.clock(minute))\", map: \"\(other)\", push: [\"\(other)\"] }", to: workspace)
    }

    private static func append(_ line: String, to workspace: ProcessWorkspace) throws {
        let path = workspace.path + "/crosswalk.yaml"
        try (String(contentsOfFile: path, encoding: .utf8) + line + "\n").write(
            toFile: path, atomically: true, encoding: .utf8)
    }

    private static func clock(_ minutes: Int) -> String {
        String(minutes / 60 + 100).dropFirst() + ":" + String(minutes % 60 + 100).dropFirst()
    }

    /// The minute of the day that begins at least so many seconds from now.
    private static func minute(after seconds: Double) -> Int {
        Int(((Date().timeIntervalSince1970 + seconds) / 60).rounded(.up)) % 1440
    }

    /// When that minute of the day is, the soonest first.
    private static func time(of minute: Int) -> Date {
        let now = Date().timeIntervalSince1970
        let day = (now / 86_400).rounded(.down) * 86_400
        let times = [-86_400, 0, 86_400].map { day + $0 + Double(minute) * 60 }
        return Date(timeIntervalSince1970: times.min { abs($0 - now) < abs($1 - now) } ?? now)
    }
}
