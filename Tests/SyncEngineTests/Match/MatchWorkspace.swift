import Domain
import Store
import SyncEngine
import TestSupport

/// A hub of its own with records as literals, to match in a test.
struct MatchWorkspace {
    let store: HubStore
    var configuration = HubConfiguration()
    private let folder: TemporaryFolder
    private static let now = Instant(milliseconds: 1_750_000_000_000)

    init(attributes: [AttributeDefinition] = []) async throws {
        folder = try TemporaryFolder()
        store = try HubStore(path: folder.file("hub.db"), createIfMissing: true)
        configuration.attributes = attributes
        _ = try await store.declare(attributes)
    }

    func load(_ kind: RecordKind, _ header: [String], _ rows: [[String]]) async throws {
        let plan = try ImportPlan(kind: kind, header: header, attributes: configuration.attributes)
        _ = try await store.load([TextBatch(rows, columnCount: header.count)], as: plan)
    }

    /// Mirrors rows of an object; `Id` is the first field, a `CreatedDate` and `IsDeleted` may be among them.
    func mirror(_ object: String, _ header: [String], _ rows: [[String]]) async throws {
        let fields = header.map { FieldDescription(name: $0, type: Self.type(of: $0)) }
        _ = try await store.prepareMirror(of: object, fields: fields, at: Self.now)
        let page = MirrorPage(
            object: object, entity: object == "Account" ? .account : .user, fields: header, stampField: nil,
            addsRows: true, run: RunNumber(1))
        _ = try await store.apply([TextBatch(rows, columnCount: header.count)], as: page, at: Self.now)
    }

    private static func type(of field: String) -> SalesforceFieldType {
        switch field {
        case "Id": .id
        case "CreatedDate": .datetime
        case "IsDeleted": .boolean
        case "Number__c": .int
        case "PX_MAU__c", "PX_Reports__c": .double
        default: .string
        }
    }

    @discardableResult
    func match(
        _ entity: Entity, run: Int64 = 1, batchSize: Int = 65_536, spanSize: Int = WholeMatch.usualSpanSize,
        all: Bool = false
    ) async throws -> StageReport {
        let context = RunContext(run: RunNumber(run), configuration: configuration, startedAt: Self.now)
        return try await MatchStage(store: store, batchSize: batchSize, spanSize: spanSize)
            .run(context, entity: entity, decidesAll: all)
    }

    /// Our ids whose link is not what a match of everything would write.
    func unproven(_ entity: Entity) async throws -> [String] {
        try await MatchStage(store: store).unproven(configuration, entity: entity)
    }

    func decide(_ verdict: LinkVerdict, _ entity: Entity, _ id: String, _ target: String?) async throws {
        try await store.decide(
            verdict, entity, id: id, salesforceID: target, by: "ada", reason: nil, at: Self.now)
    }
}
