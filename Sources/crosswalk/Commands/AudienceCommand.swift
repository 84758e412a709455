import ArgumentParser
import Connectors
import Domain
import Foundation
import Store

/// The members who satisfy a filter: as a list, or to be given a role.
struct AudienceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audience", abstract: "List the members who satisfy a filter; give them a role or take it away.",
        discussion: """
            For instance: 'has account and arr >= 50000 and segment = "Enterprise" and active in 30 days'. Compare with = != < \
            <= > >=, in ("a", "b"), contains "x", is set; join with and, or, not and brackets. --fields lists what can be \
            asked. --grant and --revoke show who would be concerned; --yes does it, and `community undo RUN` takes it back.
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
            try AudienceParser.parse(filter ?? "", schema: schema), now: .present)
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
        try await composition.holdingLock {
            let run = try await composition.store.beginCommunityRun([.audience], trigger: .commandLine, at: .present)
            var done = 0
            var problem: (any RemediableError)?
            for (tenant, some) in Dictionary(grouping: members, by: \.tenant).sorted(by: { $0.key < $1.key }) {
                let community = try await composition.community(tenant)
                for member in some where problem == nil {
                    do {
                        try await community.setRole(role, of: member.id, granted: granted)
                        try await composition.store.noteRoleChanges(
                            [member], role: role, granted: granted, in: run, at: .present)
                        done += 1
                    } catch let error as any RemediableError where error.remedy != .skipRecord {
                        problem = error
                    } catch is any RemediableError {
                        // The member is gone; the next sync will say so.
                        continue
                    }
                }
            }
            try await composition.store.endRun(
                run, status: problem == nil ? .done : .doneWithFailures, reason: problem?.advice, at: .present)
            Console.say(
                "\(grouped(done)) members \(granted ? "were given" : "lost") the role \(role). "
                    + "`crosswalk community undo \(run)` takes it back.")
            if let problem { throw problem }
        }
    }

    private func list(_ audience: ReportTable) throws {
        let file = try ExportFile(path: output, format: options.json ? .jsonl : .csv)
        try file.write(.header(audience.columns))
        var batch = TextBatch(columnCount: audience.columns.count)
        for row in audience.rows { for cell in row { batch.append(cell.utf8) } }
        if !batch.isEmpty { try file.write(.rows(batch)) }
        try file.finish()
        Console.complain("\(grouped(audience.rows.count)) members.")
    }
}
