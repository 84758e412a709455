import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import SyncEngine

/// Runs: listed, looked into, begun, watched, taken back.
struct RunRoutes {
    let hub: Hub

    var routes: [HubRoute] {
        [
            HubRoute(.get, "/api/v1/runs", .program(.read), answer: list),
            HubRoute(.post, "/api/v1/runs", .program(.write), answer: begin),
            HubRoute(.get, "/api/v1/runs/{run}", .program(.read)) { .json(JSON(try await run($0))) },
            HubRoute(.get, "/api/v1/runs/{run}/outcomes", .program(.read), answer: outcomes),
            HubRoute(.post, "/api/v1/runs/{run}/undo", .program(.write), answer: undo),
            HubRoute(.get, "/api/v1/events", .program(.read), answer: watch),
        ]
    }

    private func list(_ context: WebContext) async throws -> Response {
        let limit = try context.limit()
        let before = try context.numberCursor().map { RunNumber($0) }
        let runs = try await hub.store.runs(limit: limit, before: before)
        let next = runs.count == limit ? runs.last.map { Cursor([$0.number.description]) } : nil
        return .json(.list(runs.map { JSON($0) }, next: next))
    }

    private func run(_ context: WebContext) async throws -> RunSummary {
        try await hub.run(try context.runNumber())
    }

    private func outcomes(_ context: WebContext) async throws -> Response {
        let number = try await run(context).number
        let limit = try context.limit()
        let code = try context.query.text("outcome").map { text in
            guard let code = OutcomeCode(rawValue: text) else { throw Problem.invalid("There is no outcome \(text).") }
            return code
        }
        let found = try await hub.store.outcomes(
            of: number, OutcomeFilter(code: code), after: try context.numberCursor() ?? 0, limit: limit)
        let next = found.count == limit ? found.last.map { Cursor([String($0.number)]) } : nil
        return .json(.list(found.map { JSON($0.outcome) }, next: next))
    }

    private func begin(_ context: WebContext) async throws -> Response {
        let wanted = try context.object("stages", "entity", "as_of", orNothing: true)
        var request = RunRequest(trigger: .synchronizeButton)
        if let names = wanted["stages"] {
            let stages = try (names.elements ?? []).map { name in
                guard let stage = name.string.flatMap(StageName.init), stage != .audience else {
                    throw Problem.invalid(
                        "stages are some of \(StageName.ofSync.map(\.rawValue).joined(separator: ", ")).")
                }
                return stage
            }
            guard !stages.isEmpty else { throw Problem.invalid("stages is a list with at least one stage.") }
            request.stages = StageName.ofSync.filter(stages.contains)
        }
        if let name = wanted["entity"] {
            guard let entity = name.string.flatMap(Entity.init(plural:)) else {
                throw Problem.invalid("entity is accounts or users.")
            }
            request.entities = [entity]
        }
        if let day = wanted["as_of"] {
            guard let day = day.string.flatMap(Day.init) else { throw Problem.invalid("as_of is a day: YYYY-MM-DD.") }
            request.asOf = day
        }
        try hub.runs.order(.stages(request))
        try await context.audit("run.begin", subject: request.stages.map(\.rawValue).joined(separator: " "))
        return .json(.object([("accepted", .boolean(true)), ("events", .string("/api/v1/events"))]), status: .accepted)
    }

    private func undo(_ context: WebContext) async throws -> Response {
        let number = try context.runNumber()
        try await hub.orderUndo(of: number)
        try await context.audit("run.undo", subject: "run \(number)")
        return .json(.object([("accepted", .boolean(true)), ("events", .string("/api/v1/events"))]), status: .accepted)
    }

    /// Server-sent events: how the present run goes, until the reader leaves or we shut down.
    private func watch(_ context: WebContext) async throws -> Response {
        let events = hub.runs.events()
        let activity = hub.runs.activity
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                // At once something, so that proxies and browsers know the line stands.
                try await writer.write(ByteBuffer(string: ": watching\n\n"))
                if let progress = activity?.progress {
                    try await writer.write(RunEvent.progress(progress).block)
                } else if activity == nil {
                    // Whoever was shown a run that has ended in the meantime would wait for its end for ever.
                    try await writer.write(RunEvent.idle)
                }
                for await event in events.cancelOnGracefulShutdown() { try await writer.write(event.block) }
                try await writer.finish(nil)
            })
    }
}

extension RunEvent {
    /// Says that nothing is going on.
    fileprivate static let idle = block("idle", .object([]))

    /// As a block of an event stream.
    fileprivate var block: ByteBuffer {
        switch self {
        case .started: Self.block("started", .object([]))
        case .progress(let progress): Self.block("progress", JSON(progress))
        case .ended(let status, let run, let reason):
            Self.block(
                "ended",
                .object([
                    ("status", .string(status.rawValue)), ("run", run.map { .integer($0.value) } ?? .null),
                    ("reason", .string(reason)),
                ]))
        case .heartbeat: ByteBuffer(string: ": still here\n\n")
        }
    }

    private static func block(_ name: String, _ data: JSON) -> ByteBuffer {
        ByteBuffer(string: "event: \(name)\ndata: \(data.text)\n\n")
    }
}
