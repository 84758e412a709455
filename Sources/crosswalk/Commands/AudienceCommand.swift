import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// The members who satisfy a filter: as a list, or to be given a role.
struct AudienceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audience", abstract: "List the members who satisfy a filter; give them a role or take it away.",
        discussion: """
            For instance: 'has account and arr >= 50000 and segment = "Enterprise" and active in 30 days'. Compare with = != < \
            <= > >=, in ("a", "b"), contains "x", is set; join with and, or, not and brackets. --fields lists what can be \
            asked. --grant and --revoke show who would be concerned; --yes does it, and `undo RUN` takes it back.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The filter.") var filter: String?
    @Flag(help: "List the fields that a filter may name.") var fields = false
    @Option(help: "The CSV file to write; standard output otherwise.") var output: String?
    @Option(help: "Give these members this role of the community.") var grant: String?
    @Option(help: "Take this role from these members.") var revoke: String?
    @Flag(help: "Really grant or revoke.") var yes = false

    func validate() throws {
        if filter == nil, !fields { throw ValidationError("Give a filter, or --fields to see what it may name.") }
        if grant != nil, revoke != nil { throw ValidationError("Grant or revoke, not both at once.") }
        if let role = grant ?? revoke {
            // Lists of roles are kept and written with semicolons between them.
            guard role.contains(where: { !$0.isWhitespace }), !role.contains(where: { $0 == ";" || $0.isNewline })
            else {
                throw ValidationError("A role is a name in one line without a semicolon.")
            }
        } else if yes {
            throw ValidationError("--yes goes with --grant or --revoke.")
        }
    }

    func run() async throws {
        let composition = try await Composition.open(options.settings)
        let schema = try await composition.store.audienceSchema()
        if fields {
            var table = TextTable(header: ["field", "is"])
            for field in schema.fields { table.append([field.name, field.kind.rawValue]) }
            return table.lines(indent: "").forEach(Console.say)
        }
        let audience = try await composition.store.audience(
            try AudienceParser.parse(filter ?? "", schema: schema), now: try await composition.lookingBack())
        guard let role = grant ?? revoke else { return try list(audience) }
        let members = audience.rows.filter { row in
            row[7].split(separator: ";").contains(Substring(role)) == (revoke != nil)
        }.map { MemberKey(tenant: $0[0], id: $0[1]) }
        guard yes else {
            for member in members.prefix(20) { Console.say("  \(member)") }
            let verb = grant == nil ? "lose" : "be given"
            Console.say(
                "\(grouped(members.count)) of \(grouped(audience.rows.count)) members would \(verb) the role \(role). "
                    + "Nothing was changed; add --yes to do it.")
            return
        }
        try await change(role, of: members, granted: grant != nil, composition)
    }

    private func change(_ role: String, of members: [MemberKey], granted: Bool, _ composition: Composition) async throws
    {
        let changes = members.map { RoleChange(member: $0, role: role, isGranted: granted) }
        let report = try await composition.holdingLock {
            try await composition.engine().change(
                roles: changes, configuration: composition.configuration, trigger: .commandLine)
        }
        if !options.json {
            let done = report.reports(of: .audience).reduce(0) { $0 + $1["changed"] }
            Console.say(
                "\(counted(done, "member")) \(granted ? "were given" : "lost") the role \(role). "
                    + "`crosswalk undo \(report.run)` takes it back.")
        }
        try composition.tell(report)
    }

    private func list(_ audience: ReportTable) throws {
        let file = try ExportFile(path: output, format: options.json ? .jsonl : .csv)
        try file.write(.header(audience.columns))
        var batch = TextBatch(columnCount: audience.columns.count)
        for row in audience.rows { for cell in row { batch.append(cell.utf8) } }
        if !batch.isEmpty { try file.write(.rows(batch)) }
        try file.finish()
        Console.complain("\(counted(audience.rows.count, "member")).")
    }
}
