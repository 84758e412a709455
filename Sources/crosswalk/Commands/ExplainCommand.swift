import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Says why a record is linked, or not: every rule, the values compared, the candidates, the decision.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why a record is linked or not: every rule tried, and what it found.",
        subcommands: [Record.self, KPIValue.self], defaultSubcommand: Record.self)

    /// An account or a user.
    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "record",
            abstract: "Explain the link of an account, a user or a community user: explain account KEY.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var target: LinkTarget

        func run() async throws {
            let composition = try await Composition.open(options.settings)
            guard let entity = target.entity.entity else {
                let explanation = try await composition.explanation(of: MemberKey(target.key))
                return options.json ? try Console.json(explanation) : explanation.lines.forEach(Console.say)
            }
            let explanation = try await MatchExplainer(store: composition.store).explain(
                entity, id: target.key, configuration: composition.configuration)
            guard options.json else { return Console.say(explanation.text) }
            try Console.json(ExplanationLines(explanation))
        }
    }

    /// A KPI's receipt.
    struct KPIValue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "kpi", abstract: "Show how a KPI of an account came about: formula, window, who contributed.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "The account's id.") var account: String
        @Argument(help: "The KPI's name, such as au_30d.") var name: String
        @Option(help: "For KPIs of a feature.") var feature: String?
        @Option(help: "The day as of which (YYYY-MM-DD); the latest measured otherwise.") var asOf: DayArgument?

        func validate() throws {
            guard let kpi = KPI.named(name) else {
                throw ValidationError("There is no KPI \(name); docs/kpis.md lists them.")
            }
            if kpi.isPerFeature, feature == nil {
                throw ValidationError("\(name) is a feature's KPI: add --feature ID.")
            }
        }

        func run() async throws {
            guard let kpi = KPI.named(name) else { return }
            let composition = try await Composition.open(options.settings)
            let latest = try await composition.store.measuredDay(nil)
            let day = try await composition.measured(asOf?.day ?? latest)
            let receipt = try await composition.store.receipt(
                for: kpi, account: account, feature: feature, asOf: day, zone: composition.zone())
            guard options.json else { return ReceiptText(receipt).lines.forEach(Console.say) }
            try Console.json(ReceiptText(receipt).lines)
        }
    }
}

/// An explanation for machines.
private struct ExplanationLines: Encodable {
    let entity: String
    let id: String
    let decision: String
    let salesforceID: String?
    let rule: String?
    let rules: [Rule]

    struct Rule: Encodable {
        let rule: String
        let ours: String
        let theirs: String
        let value: String
        let comparedAs: String?
        let outcome: String
        let candidateCount: Int
        let candidates: [Candidate]
    }

    struct Candidate: Encodable {
        let salesforceID: String
        let value: String
    }

    init(_ explanation: MatchExplanation) {
        entity = explanation.entity.rawValue
        id = explanation.id
        decision = explanation.verdict.name
        salesforceID = explanation.salesforceID
        rule = explanation.decidingRule
        rules = explanation.rules.map { rule in
            Rule(
                rule: rule.name, ours: rule.ourField, theirs: rule.theirField, value: rule.ourValue,
                comparedAs: rule.key, outcome: rule.outcome.name, candidateCount: rule.candidateCount,
                candidates: rule.candidates.map { Candidate(salesforceID: $0.salesforceID, value: $0.value) })
        }
    }
}
