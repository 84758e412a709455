import Domain

/// The match rate, overall, by rule and by tenant, for people and for machines.
struct CoverageText: Encodable {
    let members: Int
    let linked: Int
    let percent: Double
    /// The same among members active in the 30 days before; nothing where nobody was.
    let percentOfActive: Double?
    /// The day from which those look back.
    let asOf: String
    let byRule: [Line]
    let byTenant: [Line]

    struct Line: Encodable {
        let name: String
        let members: Int
        let linked: Int
        let active: Int
        let accounts: Int
        let revenue: Double
    }

    init(_ coverage: CommunityCoverage, asOf day: Day) {
        let rows = coverage.rows
        func line(_ name: String, _ rows: [CoverageRow], _ accounts: CommunityCoverage.Accounts?) -> Line {
            Line(
                name: name, members: rows.reduce(0) { $0 + $1.members },
                linked: rows.reduce(0) { $0 + ($1.isLinked ? $1.members : 0) },
                active: rows.reduce(0) { $0 + $1.activeMembers }, accounts: accounts?.count ?? 0,
                revenue: accounts?.revenue ?? 0)
        }
        let all = line("all", rows, nil)
        members = all.members
        linked = all.linked
        percent = Self.percent(all.linked, of: all.members)
        let activeLinked = rows.reduce(0) { $0 + ($1.isLinked ? $1.activeMembers : 0) }
        percentOfActive = all.active == 0 ? nil : Self.percent(activeLinked, of: all.active)
        asOf = day.text
        byRule = Dictionary(grouping: rows, by: \.rule).map { line($0.key, $0.value, coverage.byRule[$0.key]) }
            .sorted { ($1.linked, $1.members, $0.name) < ($0.linked, $0.members, $1.name) }
        byTenant = Dictionary(grouping: rows, by: \.tenant)
            .map { line($0.key, $0.value, coverage.byTenant[$0.key]) }.sorted { $0.name < $1.name }
    }

    var lines: [String] {
        var lines = [
            "Match rate: \(plainText(of: percent)) % (\(grouped(linked)) of \(grouped(members)) members); "
                + (percentOfActive.map { "\(plainText(of: $0)) % of the members" } ?? "no member was")
                + " active in the last 30 days (as of \(asOf))."
        ]
        var rules = TextTable(
            header: ["rule", "members", "%", "active", "accounts", "revenue"], alignsRight: [1, 2, 3, 4, 5])
        for line in byRule {
            rules.append([
                line.name, grouped(line.members), plainText(of: Self.percent(line.members, of: members)),
                grouped(line.active), line.linked > 0 ? grouped(line.accounts) : "",
                line.revenue > 0 ? plainText(of: line.revenue) : "",
            ])
        }
        lines += rules.lines()
        guard byTenant.count > 1 else { return lines }
        var tenants = TextTable(header: ["tenant", "members", "linked", "%"], alignsRight: [1, 2, 3])
        for line in byTenant {
            tenants.append([
                line.name, grouped(line.members), grouped(line.linked),
                plainText(of: Self.percent(line.linked, of: line.members)),
            ])
        }
        return lines + tenants.lines()
    }

    static func percent(_ part: Int, of whole: Int) -> Double {
        whole == 0 ? 0 : (Double(part) * 1000 / Double(whole)).rounded() / 10
    }
}
