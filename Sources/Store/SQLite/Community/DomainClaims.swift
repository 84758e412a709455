import Domain
import GRDB

/// What speaks for accounts as owners of some domains: known people, websites, similar names.
///
/// People and websites are read once, whatever the number of domains; names are looked up by their keys.
struct DomainClaims {
    private let database: Database
    private let domains: HostSet
    private var claims: [[String: DomainSuggestion]]

    private static let shown = 3

    init(_ database: Database, domains: [String]) throws {
        self.database = database
        self.domains = HostSet(domains)
        claims = [[String: DomainSuggestion]](repeating: [:], count: domains.count)
        guard !domains.isEmpty else { return }
        try countPeople()
        try readWebsites()
    }

    /// The likeliest accounts of one domain, without those that have it already or that were ruled out.
    func suggestions(_ position: Int, domain: String, label: String) throws -> [DomainSuggestion] {
        var found = claims[position]
        for id in try accounts(namedLike: label) where found[id] == nil || found.count < Self.shown {
            found[id, default: DomainSuggestion(account: id, name: "")].similarLabel = label
        }
        let settled = try String.fetchSet(
            database,
            sql: """
                SELECT account_id FROM assigned_domain WHERE domain = ?1
                UNION SELECT account_id FROM domain_refusal WHERE domain = ?1
                """,
            arguments: [domain])
        let likely = try found.values.filter { !settled.contains($0.account) }.compactMap { try named($0) }
        return Array(likely.sorted(by: DomainSuggestion.precedes).prefix(Self.shown))
    }

    /// Nothing for an account that is only spoken of.
    private func named(_ claim: DomainSuggestion) throws -> DomainSuggestion? {
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT coalesce(name, '') FROM account WHERE id = ?", arguments: [claim.account])
        else { return nil }
        var named = DomainSuggestion(account: claim.account, name: row[0])
        named.peopleBySource = claim.peopleBySource
        named.hasWebsite = claim.hasWebsite
        named.similarLabel = claim.similarLabel
        return named
    }

    private mutating func countPeople() throws {
        let select = try RawStatement(database, "SELECT email_key, account_id, source FROM identity")
        while try select.step() {
            let email = select.bytes(0)
            guard let at = email.lastIndex(of: UInt8(ascii: "@")),
                let position = position(ofHost: Bytes(rebasing: email[(at + 1)...]), in: email),
                let account = select.string(1), let source = select.string(2).flatMap(PersonSource.init)
            else { continue }
            claims[position][account, default: DomainSuggestion(account: account, name: "")]
                .peopleBySource[source, default: 0] += 1
        }
    }

    /// Addresses keep their host as it was written; one in letters beyond ASCII, or with a final dot, is put in its form.
    private func position(ofHost host: Bytes, in email: Bytes) -> Int? {
        guard host.contains(where: { $0 >= 128 }) || host.last == UInt8(ascii: ".") else {
            return domains.position(of: host)
        }
        guard var form = EmailDomain.host(of: String(decoding: email, as: UTF8.self)) else { return nil }
        return form.withUTF8 { domains.position(of: $0) }
    }

    private mutating func readWebsites() throws {
        let select = try RawStatement(database, "SELECT id, website FROM account WHERE website IS NOT NULL")
        let form = KeyNormaliser.website(.host)
        while try select.step() {
            guard let website = select.string(1), var host = form.key(of: website),
                let position = host.withUTF8({ domains.position(of: $0) }), let account = select.string(0)
            else { continue }
            claims[position][account, default: DomainSuggestion(account: account, name: "")].hasWebsite = true
        }
    }

    /// Accounts whose name begins with the label or is its beginning; four letters are too few to be similar.
    private func accounts(namedLike label: String) throws -> [String] {
        guard label.utf8.count >= 4 else { return [] }
        let beginnings = label.indices.dropFirst(5).map { String(label[..<$0]) } + [label]
        let marks = beginnings.map { _ in "?" }.joined(separator: ", ")
        return try String.fetchAll(
            database,
            sql: """
                SELECT id FROM (
                    SELECT a.id, k.whole FROM account_key k JOIN account a ON a.key = k.account
                    WHERE k.whole >= ? AND k.whole < ?
                    UNION SELECT a.id, k.whole FROM account_key k JOIN account a ON a.key = k.account
                    WHERE k.without_legal_form = ?
                    UNION SELECT a.id, k.whole FROM account_key k JOIN account a ON a.key = k.account
                    WHERE k.whole IN (\(marks)))
                ORDER BY length(whole), id LIMIT \(Self.shown)
                """,
            arguments: StatementArguments([label, label + "\u{10FFFF}", label] + beginnings))
    }
}

/// Some domains, found by any host below them.
private struct HostSet {
    private let domains: [[UInt8]]
    private var positions: [UInt64: Int] = [:]

    init(_ domains: [String]) {
        self.domains = domains.map { Array($0.utf8) }
        for (position, domain) in domains.enumerated() { positions[keyHash(of: domain)] = position }
    }

    /// The domain that is the host or that the host ends with, after a dot.
    func position(of host: Bytes) -> Int? {
        var start = 0
        while true {
            let end = Bytes(rebasing: host[start...])
            if let position = positions[keyHash(end)], domains[position].elementsEqual(end) { return position }
            guard let dot = end.firstIndex(of: UInt8(ascii: ".")) else { return nil }
            start += dot + 1
        }
    }
}
