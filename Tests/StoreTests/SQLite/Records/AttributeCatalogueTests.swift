import Domain
import Store
import TestSupport
import Testing

@Suite struct AttributeCatalogueTests {
    private let folder: TemporaryFolder
    private let store: HubStore

    init() throws {
        folder = try TemporaryFolder()
        store = try HubStore(path: folder.file("hub.sqlite"), createIfMissing: true)
    }

    @Test func `a disabled attribute keeps its values and gives them back`() async throws {
        let plan = AttributeDefinition(entity: .account, apiName: "plan", type: .string)
        #expect(try await store.declare([plan]).added == ["plan"])
        try await load(["id", "plan"], [["a1", "gold"]])
        #expect(try await store.declare([]).disabled == ["plan"])
        #expect(try await exported() == [["a1", "", "", "", ""]])
        #expect(try await store.declare([plan]).enabled == ["plan"])
        #expect(try await exported() == [["a1", "", "", "", "", "gold"]])
        #expect(try await store.declare([plan]).isEmpty)
    }

    @Test(arguments: [
        (AttributeType.string, "10", AttributeType.number, "10"), (.string, "x", .number, ""),
        (.number, "0.1", .string, "0.1"), (.string, "2025-01-31", .dateTime, "2025-01-31T00:00:00.000Z"),
        (.boolean, "true", .string, "true"), (.dateTime, "2025-01-31", .string, "2025-01-31T00:00:00.000Z"),
        (.number, "1", .boolean, "true"), (.number, "7", .boolean, ""),
    ])
    func `a new type is a new column and a copy of what it can hold`(
        old: AttributeType, before: String, new: AttributeType, after: String
    ) async throws {
        _ = try await store.declare([AttributeDefinition(entity: .account, apiName: "x", type: old)])
        try await load(["id", "x"], [["a1", before]])
        let next = [AttributeDefinition(entity: .account, apiName: "x", type: new)]
        let losses = try await store.losses(declaring: next)
        #expect(losses.map(\.values) == (after.isEmpty ? [1] : []))
        let changes = try await store.declare(next, acceptingLosses: true)
        #expect(changes.converted == ["x"])
        #expect(changes.lostValues == (after.isEmpty ? 1 : 0))
        #expect(try await exported() == [["a1", "", "", "", "", after]])
    }

    @Test func `what a new type cannot hold is told with examples, and lost only where that is accepted`() async throws
    {
        let text = AttributeDefinition(entity: .account, apiName: "x", type: .string)
        let number = AttributeDefinition(entity: .account, apiName: "x", type: .number)
        _ = try await store.declare([text])
        let rows = [["a1", "7"], ["a2", "many"], ["a3", "few"], ["a4", "none"], ["a5", ""]]
        try await load(["id", "x"], rows)
        let loss = try #require(try await store.losses(declaring: [number]).first)
        #expect(
            loss.sentence == "attributes.account.x: 3 values do not convert from string to number and would be lost: "
                + "a2 \"many\", a3 \"few\", …")
        let refusal = await #expect(throws: PlainError.self) { try await store.declare([number]) }
        #expect(refusal?.advice.contains("--accept-losses") == true)
        #expect(try await store.attributes() == [text])
        #expect(try await exported().map { $0[5] } == rows.map { $0[1] })

        #expect(try await store.declare([number], acceptingLosses: true).lostValues == 3)
        #expect(try await exported().map { $0[5] } == ["7", "", "", "", ""])
        #expect(try await store.losses(declaring: [text]).isEmpty, "every number is a text too")
    }

    @Test(arguments: [
        ["Plan"], ["9lives"], ["a b"], ["x", "x"], ["name"], [String(repeating: "x", count: 64)],
        (0...500).map { "x\($0)" },
    ])
    func `a catalogue that cannot be is refused whole`(names: [String]) async throws {
        await #expect(throws: PlainError.self) {
            try await store.declare(names.map { AttributeDefinition(entity: .account, apiName: $0, type: .string) })
        }
        #expect(try await store.attributes().isEmpty)
    }

    private func load(_ header: [String], _ rows: [[String]]) async throws {
        let plan = try ImportPlan(kind: .accounts, header: header, attributes: try await store.attributes())
        _ = try await store.load([TextBatch(rows)], as: plan)
    }

    private func exported() async throws -> [[String]] {
        let table = ExportedTable()
        try await store.export(.accounts) { table.take($0) }
        return table.rows
    }
}
