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
            entity, configuration, context.configuration.attributes, description, asOf: asOf,
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

    /// What the push would write, without writing it.
    package func preview(
        _ configuration: HubConfiguration, entity: Entity, asOf: Day?, limit: Int
    ) async throws -> (counts: PushCounts, intents: [PushIntent], notes: [String]) {
        let attributes = configuration.attributes
        let configuration = configuration.configuration(of: entity)
        guard !configuration.push.isEmpty else { return (PushCounts(), [], []) }
        var notes: [String] = []
        let description = try await salesforce.describe(configuration.object)
        let plan = Self.plan(entity, configuration, attributes, description, asOf: asOf, notes: &notes)
        guard !plan.destinations.isEmpty else { return (PushCounts(), [], notes) }
        let (counts, intents) = try await ledger.preview(plan, limit: limit)
        return (counts, intents, notes)
    }

    /// Leaves out mappings whose field is gone, is no `PX_` field, or cannot be written, each with a sentence (D§7), unless a fetch
    /// has just said it.
    static func plan(
        _ entity: Entity, _ configuration: EntityConfiguration, _ attributes: [AttributeDefinition],
        _ description: ObjectDescription, asOf: Day?, hasFetched: Bool = false, notes: inout [String]
    ) -> PushPlan {
        var destinations: [PushPlan.Destination] = []
        for mapping in configuration.push {
            guard let field = description.field(mapping.to) else {
                if hasFetched { continue }
                notes.append(
                    "\(mapping.to) is not pushed: \(description.name) has no such field, or the integration user cannot see it. "
                        + "Create it in Salesforce, or grant it in field-level security.")
                continue
            }
            guard field.isPushField else {
                notes.append("\(mapping.to) is not pushed: only fields whose API name begins PX_ may be written.")
                continue
            }
            guard !field.isCalculated else {
                notes.append(
                    "\(mapping.to) is not pushed: it is a formula, which nobody can write. Push to a plain field instead."
                )
                continue
            }
            guard field.isUpdateable else {
                notes.append(
                    "\(mapping.to) is not pushed: the integration user may not edit it. Grant edit access in field-level security."
                )
                continue
            }
            if let type = mapping.source.type(of: entity, attributes), field.type.attributeType != type {
                notes.append(
                    "\(mapping.to) is not pushed: it is of the type \(field.type.name), and what is mapped to it a "
                        + "\(type.rawValue). Map values of one kind to each other.")
                continue
            }
            if case .kpi = mapping.source, asOf == nil { continue }
            destinations.append(PushPlan.Destination(mapping: mapping, field: field))
        }
        let usesKPIs = destinations.contains { if case .kpi = $0.mapping.source { true } else { false } }
        if asOf == nil, configuration.push.contains(where: { if case .kpi = $0.source { true } else { false } }) {
            notes.append("No KPI is pushed: nothing has been measured yet. Run `crosswalk sync measure push`.")
        }
        return PushPlan(
            entity: entity, object: description.name, destinations: destinations, asOf: usesKPIs ? asOf : nil)
    }
}

extension PushMapping.Source {
    /// What kind of values it gives; nothing for an attribute that is not there.
    fileprivate func type(of entity: Entity, _ attributes: [AttributeDefinition]) -> AttributeType? {
        switch self {
        case .attribute(let name): attributes.type(of: name, entity: entity)
        case .kpi: .number
        }
    }
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
