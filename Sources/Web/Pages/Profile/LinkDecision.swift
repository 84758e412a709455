import Domain

/// Takes a person's decision about a link from the profile or a queue.
enum LinkDecision {
    static func take(_ entity: Entity, _ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        let id = visit.parameters["id"] ?? ""
        let back = visit.form.text("back").flatMap { $0.hasPrefix("/runs/") ? $0 : nil } ?? Words.path(entity, id)
        guard let verdict = visit.form["verdict"].flatMap(LinkVerdict.init) else {
            return .redirect(back, notice: .init(.bad, "Nothing was decided."))
        }
        let target = verdict == .withdrawn ? nil : visit.form.text("salesforce_id")
        guard verdict != .link || target != nil else {
            return .redirect(back, notice: .init(.bad, "Say which Salesforce record it is: its ID is missing."))
        }
        var state = LinkTargetState.mirrored
        do {
            if verdict == .link, let target {
                state = try await sources.store.state(
                    ofLinkTarget: target, of: try await sources.host.configuration().configuration(of: entity).object)
            }
            try await sources.store.decide(
                verdict, entity, id: id, salesforceID: target, by: visit.viewer.name, reason: visit.form.text("reason"),
                at: visit.now)
        } catch let error as PlainError {
            return .redirect(back, notice: .init(.bad, error.advice))
        }
        return .redirect(
            back,
            notice: .init(.good, "Remembered. \(state.warning ?? "It takes effect with the next match.")"))
    }
}
