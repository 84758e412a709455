import Domain
import Store
import SyncEngine

/// Why a member belongs to an account, or to none, for people and for machines.
struct MemberExplanationText: Encodable {
    let member: String
    let email: String
    let decision: String
    let account: String?
    let rule: String?
    let candidates: String?
    let steps: [Step]
    let previousAccounts: [String]

    struct Step: Encodable {
        let rule: String
        let compares: String
        let outcome: String
    }

    init(_ explanation: MemberExplanation) {
        member = "\(explanation.profile.key)"
        email = explanation.profile["email"].text
        decision = explanation.verdict.name
        account = explanation.account
        rule = explanation.rule
        candidates = explanation.candidates.isEmpty ? nil : explanation.candidates.joined(separator: ";")
        steps = explanation.steps.map { step in
            var text = step.outcome == .notTried ? "not tried: it was decided before" : step.outcome.name
            if let found = step.found { text += ": \(found)" + (step.source.map { " (\($0))" } ?? "") }
            return Step(rule: step.rule.rawValue, compares: step.compared, outcome: text)
        }
        previousAccounts = explanation.profile.previous
    }

    var lines: [String] {
        var lines = ["\(member) \(email)"]
        var table = TextTable(header: ["rule", "compares", "outcome"])
        for step in steps { table.append([step.rule, step.compares, step.outcome]) }
        lines += table.lines()
        let why = rule.map { " by \($0)" } ?? ""
        lines.append("Decision: \(decision)\(why)" + (account.map { ", account \($0)" } ?? ""))
        if let candidates { lines.append("Candidates: \(candidates)") }
        if !previousAccounts.isEmpty { lines.append("Before: \(previousAccounts.joined(separator: ", "))") }
        return lines
    }
}

extension Composition {
    /// - Throws: `PlainError` where there is no such member.
    func explanation(of key: MemberKey) async throws -> MemberExplanationText {
        let explanation = try await MemberExplainer(store: store).explain(key, configuration: configuration)
        guard let explanation else {
            throw PlainError(
                "There is no community user \(key). Write tenant/id, as `crosswalk export community-users` lists them.")
        }
        return MemberExplanationText(explanation)
    }
}
