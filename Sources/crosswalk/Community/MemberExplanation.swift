import Domain
import Store
import SyncEngine

/// Why a member belongs to an account, or to none: the walk through the ways, step by step.
struct MemberExplanation: Encodable {
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

    /// Decides anew, by the rules in force, what the next association would decide.
    init(_ key: MemberKey, _ composition: Composition) async throws {
        let (row, email, _, previous) = try await composition.store.storedLink(of: key)
        let configuration = composition.configuration
        let rules = configuration.community.match
        _ = try await composition.store.gatherIdentity(
            contacts: configuration.users.object, fingerprint: AssociateStage.fingerprint(configuration))
        let input = try await composition.store.associationScene(
            AssociationReach(fingerprint: "", revision: 0, members: [row]), rules: rules)
        let associator = input.associator(rules: rules, providers: MailProviders(changes: configuration.freeMail))
        let link = AssociateStage.links(
            associator, input.members, 0..<input.members.count, associator.decide(input.members)
        ).first
        let host = EmailDomain.host(of: email) ?? ""
        member = "\(key)"
        self.email = email
        decision = link?.verdict.name ?? "unmatched"
        account = link?.account
        rule = link?.rule
        candidates = link?.candidates
        steps = rules.enumerated().map { order, rule in
            let outcome = link?.trail[order] ?? .noValue
            var text = outcome == .notTried ? "not tried: it was decided before" : outcome.name
            if link?.rule == rule.rawValue, let theirs = link?.theirValue {
                text += ": \(theirs)" + (link?.source.map { " (\($0))" } ?? "")
            }
            return Step(rule: rule.rawValue, compares: Self.compared(rule, email, host), outcome: text)
        }
        previousAccounts = previous
    }

    private static func compared(_ rule: CommunitySettings.Rule, _ email: String, _ host: String) -> String {
        switch rule {
        case .person: email
        case .domainMap: host
        case .name, .nameWithoutLegalForm: CompanyName.label(ofHost: host) ?? ""
        }
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
