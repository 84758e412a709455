import Foundation
import TestSupport
import Testing

/// An exported KPI is that of all facts that are there, whenever the day was measured before.
@Suite struct ExportedKPITests {
    private let workspace: ProcessWorkspace

    init() async throws {
        workspace = try await ProcessWorkspace()
    }

    @Test func `what is imported after a day was exported or measured is in its next export`() async throws {
        try await load("1,2026-05-01T10:00:00Z,u1,A,session,")
        #expect(try await export("kpis") == ["A": "1"])
        try await load("2,2026-05-02T10:00:00Z,u2,A,session,", "3,2026-05-02T10:00:00Z,u3,B,feature,f")
        #expect(try await export("kpis") == ["A": "2", "B": "1"])
        #expect(try await export("feature-kpis") == ["B": "f"])

        #expect(try await workspace.run("sync", "measure", "--as-of", "2026-05-13").status == 0)
        try await load("4,2026-05-03T10:00:00Z,u4,B,session,")
        #expect(try await export("kpis") == ["A": "2", "B": "2"])
        let explained = try await workspace.run("explain", "kpi", "B", "au_90d", "--as-of", "2026-05-13")
        #expect(explained.output.contains("au_90d of B is 2"), "\(explained)")
    }

    private func load(_ events: String...) async throws {
        let file = workspace.folder.file("events.csv")
        let lines = ["event_id,ts,user_id,account_id,type,feature"] + events
        try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        let ending = try await workspace.run("import", "events", file)
        try #require(ending.status == 0, "\(ending)")
    }

    /// By account: the value of `au_90d`, or the feature.
    private func export(_ kind: String) async throws -> [String: String] {
        let ending = try await workspace.run("export", kind, "--as-of", "2026-05-13")
        try #require(ending.status == 0, "\(ending)")
        let rows = ending.output.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let column = rows[0].firstIndex { $0 == "au_90d" || $0 == "feature" } ?? 0
        return Dictionary(uniqueKeysWithValues: rows.dropFirst().map { (String($0[0]), String($0[column])) })
    }
}
