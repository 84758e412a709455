import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Store
import Testing
import Web

@Suite struct HistoryTests {
    @Test(arguments: [
        ("a\nb\nc", "a\nb\nc", [LineDifference.Line]()),
        ("a\nb\nc", "a\nx\nc", [.same("a"), .removed("b"), .added("x"), .same("c")]),
        ("", "a", [.removed(""), .added("a")]),
        (
            "1\n2\n3\n4\n5\n6\n7\n8\n9", "1\n2\n3\n4\n5\n6\n7\n8\nx",
            [.gap(5), .same("6"), .same("7"), .same("8"), .removed("9"), .added("x")]
        ),
        ("a\nb\nc\nd\ne", "a\nb\nc\nd\ne\nf", [.gap(2), .same("c"), .same("d"), .same("e"), .added("f")]),
    ])
    func `a difference names what came and went, with the lines around it`(
        old: String, new: String, lines: [LineDifference.Line]
    ) {
        #expect(LineDifference(from: old, to: new).lines == lines)
    }

    @Test(arguments: 1...100)
    func `the lines that stay and come are the new text, those that stay and went the old`(seed: UInt64) {
        var state = seed
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        // Three lines at most are the same around a change, so that nothing is left out.
        let old = (0..<3).map { _ in String(next(4)) }
        let new = (0..<3).map { _ in String(next(4)) }
        let lines = LineDifference(from: old.joined(separator: "\n"), to: new.joined(separator: "\n")).lines
        guard !lines.isEmpty else { return #expect(old == new, "seed \(seed)") }
        let left = lines.compactMap { line -> String? in
            switch line {
            case .same(let text), .removed(let text): text
            default: nil
            }
        }
        let right = lines.compactMap { line -> String? in
            switch line {
            case .same(let text), .added(let text): text
            default: nil
            }
        }
        #expect(left == old && right == new, "seed \(seed)")
    }

    @Test func `an admin sees who changed what, and any two versions side by side`() async throws {
        let workspace = try WebWorkspace()
        try await workspace.addPerson(.admin)
        let store = workspace.store
        for (index, text) in ["name: <b>\nzone: UTC\n", "name: Acme\nzone: UTC\n", "name: Acme\nzone: CET\n"]
            .enumerated()
        {
            try await store.keepConfiguration(text, who: "ada", at: Instant(milliseconds: Int64(index)))
        }
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.admin, client)
            let get = { (path: String) in
                String(buffer: try await client.execute(uri: path, method: .get, headers: [.cookie: cookie]).body)
            }
            let list = try await get("/settings/history")
            #expect(list.contains("1 line added, 1 removed") && list.contains("the first that is kept"))
            let last = try await get("/settings/history?version=3")
            #expect(last.contains("<del>− zone: UTC</del>") && last.contains("<ins>+ zone: CET</ins>"))
            #expect(!last.contains("<ins>+ name: Acme"))
            let both = try await get("/settings/history?version=3&against=1")
            #expect(both.contains("<del>− name: &lt;b&gt;</del>") && both.contains("<ins>+ name: Acme</ins>"))
            #expect(try await get("/settings/history?version=99").contains("Versions, the newest first"))
        }
    }
}
