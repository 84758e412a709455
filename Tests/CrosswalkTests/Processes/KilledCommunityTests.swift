import Foundation
import TestSupport
import Testing

/// `kill -9` of a community's sync, or of giving roles, at any instant: the same command again, or its undo, ends as if
/// nothing had come between.
@Suite(.serialized) struct KilledCommunityTests {
    @Test func `a community sync killed at random points ends as an undisturbed one`() async throws {
        let folder = try TemporaryFolder()
        let platform = try await Self.platform(folder)
        let base = try await Self.workspace(folder.file("base"), platform)
        let calm = try Self.copy(of: base, folder.file("calm"))
        let before = platform.requestCount
        let ending = try await Program.run(Self.sync, workspace: calm)
        try #require(ending.status == 0, "\(ending)")
        let requests = platform.requestCount - before
        let expected = try await Self.state(calm)
        #expect(expected["community-users"]?.contains("First17") == true)

        var random = SeededGenerator(seed: ProcessWorkspace.killingSeed)
        for trial in 0..<8 {
            let workspace = try Self.copy(of: base, folder.file("trial-\(trial)"))
            var kills: [String] = []
            for _ in 0...random.below(3) {
                let delay = random.below(2) * random.below(60)
                let start = platform.requestCount
                kills.append(
                    try await Self.kill(Self.sync, workspace, platform, after: random.below(requests + 1), delay: delay)
                )
                kills[kills.count - 1] += " of \(platform.requestCount - start)"
            }
            let last = try await Program.run(Self.sync, workspace: workspace)
            let what = Comment(
                rawValue: "seed \(ProcessWorkspace.killingSeed), trial \(trial), killed \(kills): \(last)")
            #expect(last.status == 0, what)
            let state = try await Self.state(workspace)
            for (part, text) in expected where state[part] != text { Issue.record("\(part) differs; \(what)") }
        }
    }

    @Test func `giving roles, killed at random points, is taken back to what it was by undo`() async throws {
        let folder = try TemporaryFolder()
        let platform = try await Self.platform(folder)
        let workspace = try await Self.workspace(folder.file("workspace"), platform)
        try #require(try await Program.run(Self.sync, workspace: workspace).status == 0)
        let before = try await Self.roles(workspace, platform)
        #expect(before.contains("Author"))
        let grant = ["audience", "has email", "--grant", "VIP", "--yes"]
        var random = SeededGenerator(seed: ProcessWorkspace.killingSeed)
        var given = 0
        var last = try await Self.lastRun(workspace)
        for trial in 0..<6 {
            let start = platform.roleRequests
            let killed = try await Self.kill(
                grant, workspace, platform, after: random.below(Self.members * 2), delay: random.below(4))
            given += platform.roleRequests - start
            let what = Comment(rawValue: "seed \(ProcessWorkspace.killingSeed), trial \(trial), killed \(killed)")
            // Where it died before it began, there is nothing to undo.
            let run = try await Self.lastRun(workspace)
            if run > last {
                let undone = try await Program.run(["undo", "\(run)"], workspace: workspace)
                #expect(undone.status == 0 || undone.errors.contains("changed nothing"), what)
                last = try await Self.lastRun(workspace)
            }
            #expect(try await Self.roles(workspace, platform) == before, what)
        }
        #expect(given > 0)
    }

    private static let members = 60
    private static let sync = ["sync", "community", "associate"]

    private static func platform(_ folder: TemporaryFolder) async throws -> SimulatedPlatform {
        var random = SeededGenerator(seed: ProcessWorkspace.killingSeed)
        var files: [String: [String]] = [
            "community-users": ["tenant,id,username,email,first_name,last_name,registered_at,last_active_at,roles"],
            "community-content": ["tenant,id,context,content_type,author_id,topic_id,category,title,created_at"],
            "community-activity": ["tenant,id,community_user_id,type,content_id,occurred_at"],
        ]
        let time = "2026-05-01T00:00:00Z"
        for tenant in ["en", "de"] {
            for id in 1...members {
                let role = id.isMultiple(of: 7) ? "Author" : ""
                files["community-users"]?.append(
                    "\(tenant),\(id),u\(id),u\(id)@firm\(id % 9).com,First\(id),Last,\(time),\(time),\(role)")
            }
            for id in 1...30 {
                let type = ["article", "conversation", "question", "idea", "product_update"][id % 5]
                let author = random.below(members) + 1
                files["community-content"]?.append(
                    "\(tenant),T\(id),topic,\(type),\(author),,News,Title \(id),\(time)")
                files["community-content"]?.append("\(tenant),R\(id),reply,\(type),\(author),T\(id),,,\(time)")
                let kind = type == "idea" ? "vote_given" : "like_given"
                files["community-activity"]?.append(
                    "\(tenant),a\(id),\(random.below(members) + 1),\(kind),T\(id),\(time)")
            }
        }
        return try await SimulatedPlatform(in: folder.file("platform"), files)
    }

    private static func workspace(_ path: String, _ platform: SimulatedPlatform) async throws -> String {
        func run(_ arguments: String...) async throws {
            let ending = try await Program.run(arguments, workspace: path)
            try #require(ending.status == 0, "\(ending)")
        }
        try await run("init")
        let accounts = (0..<9).map { "A\($0),\($0 == 3 ? "Other" : "Firm\($0)")" }
        try (["id,name"] + accounts + [""]).joined(separator: "\n").write(
            toFile: path + ".csv", atomically: true, encoding: .utf8)
        try await run("import", "accounts", path + ".csv")
        for tenant in ["en", "de"] {
            try await run(
                "connect", "community", "--tenant", tenant, "--host", platform.address, "--client-id", tenant,
                "--client-secret", "crosswalk-secret")
        }
        return path
    }

    private static func copy(of workspace: String, _ path: String) throws -> String {
        try FileManager.default.copyItem(atPath: workspace, toPath: path)
        return path
    }

    /// Kills a command after its n-th request and so many milliseconds.
    private static func kill(
        _ arguments: [String], _ workspace: String, _ platform: SimulatedPlatform, after requests: Int, delay: Int
    ) async throws -> String {
        let target = platform.requestCount + requests
        let program = try Program(arguments, workspace: workspace)
        while program.process.isRunning, platform.requestCount < target { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: .milliseconds(delay))
        program.kill()
        _ = try await program.ending()
        return "at request \(requests) + \(delay) ms"
    }

    /// Everything that a sync reads and decides.
    private static func state(_ workspace: String) async throws -> [String: String] {
        var state: [String: String] = [:]
        for kind in ["community-users", "community-content", "community-activity", "community-links"] {
            state[kind] = try await Program.run(["export", kind], workspace: workspace).output
        }
        return state
    }

    /// Members' roles as the platform has them.
    private static func roles(_ workspace: String, _ platform: SimulatedPlatform) async throws -> String {
        let fresh = workspace + "-fresh"
        defer { try? FileManager.default.removeItem(atPath: fresh) }
        _ = try await Self.workspace(fresh, platform)
        let ending = try await Program.run(sync, workspace: fresh)
        try #require(ending.status == 0, "\(ending)")
        return try await Program.run(["export", "community-users"], workspace: fresh).output
    }

    private static func lastRun(_ workspace: String) async throws -> Int {
        let json = try await Program.run(["runs", "--json", "--limit", "1"], workspace: workspace).output
        let runs = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]]
        return try #require(runs?.first?["run"] as? Int)
    }
}
