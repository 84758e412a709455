import Domain
import HTTPTypes
import SyncEngine

extension Hub {
    /// - Throws: where there is no such run.
    func run(_ number: RunNumber) async throws -> RunSummary {
        let found = try await store.runs(limit: 1, before: RunNumber(number.value &+ 1)).first
        guard let found, found.number == number else { throw Problem.notFound("run \(number)") }
        return found
    }

    /// Has what a run did given back soon; refuses where there is nothing to give back.
    func orderUndo(of number: RunNumber) async throws {
        let known = try await run(number)
        // Only the store is asked, so no org need be connected.
        let engine = SyncEngine(
            salesforce: nil, store: store, clock: clock, pause: { try await Task.sleep(for: $0) })
        if let reason = try await engine.whyNothingIsUndone(of: known) {
            throw Problem(.conflict, "nothing_to_undo", reason)
        }
        try runs.order(.undo(number))
    }
}
