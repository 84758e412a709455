package import Domain

/// Writes what differs into the `PX_` fields of linked records, and nothing else (D§9).
///
/// The intent is on disk before anything is sent, a bulk job's id before its upload. What a killed run left in flight
/// is settled first, so that no write that took effect is made again.
package struct PushStage: Sendable {
    let salesforce: any Salesforce
    let ledger: any PushLedger
    let limits: PushLimits

    package init(salesforce: any Salesforce, ledger: any PushLedger, limits: PushLimits = PushLimits()) {
        self.salesforce = salesforce
        self.ledger = ledger
        self.limits = limits
    }

    package func run(_ context: RunContext, entity: Entity, asOf: Day?) async throws -> StageReport {
        var report = StageReport(stage: .push, entity: entity)
        let configuration = context.configuration.configuration(of: entity)
        guard !configuration.push.isEmpty else { return report }
        try await PushRecovery(salesforce: salesforce, ledger: ledger).settleWhatWasInFlight(context)

        let description = try await salesforce.describe(configuration.object)
        let plan = Self.plan(
            entity, configuration, context.configuration.attributes, description,
            mirror: try await ledger.mirrorFields(of: description.name), asOf: asOf,
            hasFetched: context.hasFetched, notes: &report.notes)
        report.isPartial = !report.notes.isEmpty
        guard !plan.destinations.isEmpty else { return report }

        let planned = try await ledger.plan(plan, run: context.run)
        report["changed values"] = planned.planned
        report["records"] = planned.records
        if planned.held > 0 { report["held back"] = planned.held }
        if planned.collided > 0 { report["key collisions"] = planned.collided }
        report.failures += planned.collided
        if planned.planned > 0 {
            let sent = try await PushSending(
                salesforce: salesforce, ledger: ledger, limits: limits, plan: plan, context: context
            ).send(records: planned.records)
            report["written"] = sent.written + sent.cleared
            if sent.refused > 0 { report["refused"] = sent.refused }
            report.failures += sent.refusedRecords
        }
        try await ledger.complete(plan, run: context.run)
        return report
    }

    /// What the push would write and refuse, without writing it.
    package func preview(
        _ configuration: HubConfiguration, entity: Entity, asOf: Day?, samples: Int
    ) async throws -> PushPreview {
        let attributes = configuration.attributes
        let configuration = configuration.configuration(of: entity)
        guard !configuration.push.isEmpty else { return PushPreview() }
        var notes: [String] = []
        let description = try await salesforce.describe(configuration.object)
        let plan = Self.plan(
            entity, configuration, attributes, description,
            mirror: try await ledger.mirrorFields(of: description.name), asOf: asOf, notes: &notes)
        guard !plan.destinations.isEmpty else { return PushPreview(notes: notes) }
        var preview = try await ledger.preview(plan, samples: samples)
        preview.notes = notes
        return preview
    }

    /// Leaves out each mapping with an obstacle: no `PX_` field, gone or misspelled, a formula, not for this user to edit, of
    /// another kind than the values, or not fetched since it was mapped, so that nobody knows what it holds. A sentence says
    /// which, unless a fetch of the same run has told that the field is gone.
    static func plan(
        _ entity: Entity, _ configuration: EntityConfiguration, _ attributes: [AttributeDefinition],
        _ description: ObjectDescription, mirror: [MirrorField], asOf: Day?, hasFetched: Bool = false,
        notes: inout [String]
    ) -> PushPlan {
        var destinations: [PushPlan.Destination] = []
        for mapping in configuration.push {
            let type = mapping.source.type(of: entity, attributes)
            if let obstacle = description.obstacle(toPush: type, into: mapping.to) {
                guard obstacle != .missing || !hasFetched else { continue }
                let sentence = obstacle.sentence("\(description.name).\(mapping.to)")
                notes.append("Pushing to \(mapping.to) is off: \(sentence)")
            } else if !mirror.isEmpty, !mirror.contains(where: { $0.name.lowercased() == mapping.to.lowercased() }) {
                notes.append(
                    "Pushing to \(mapping.to) is off: \(mapping.to) is not in the mirror. `crosswalk sync fetch` reads it."
                )
            } else if let field = description.field(mapping.to), asOf != nil || !mapping.source.isKPI {
                destinations.append(PushPlan.Destination(mapping: mapping, field: field))
            }
        }
        if asOf == nil, configuration.push.contains(where: \.source.isKPI) {
            notes.append("No KPI is pushed: nothing has been measured yet. Run `crosswalk sync measure push`.")
        }
        return PushPlan(
            entity: entity, object: description.name, destinations: destinations,
            asOf: destinations.contains(where: \.mapping.source.isKPI) ? asOf : nil)
    }
}

extension PushMapping.Source {
    fileprivate var isKPI: Bool { if case .kpi = self { true } else { false } }
}

/// Sizes that Salesforce sets (S§8, S§10).
package struct PushLimits: Sendable {
    /// Records in one collections request.
    package var collectionRecords = 200
    /// Up to so many records go by collections, more by Bulk API 2.0.
    package var bulkThreshold = 2000
    /// Records in one bulk job: some 20 MB with ten fields, far below the 100 MB an upload may have; they are held in
    /// memory until their answers are settled.
    package var bulkJobRecords = 50_000

    package init() {}
}
