import ArgumentParser
import Connectors
import Domain
import Foundation
import SyncEngine

/// How long matching takes once the records are in memory: keys of both sides, indices, decisions.
struct MatchCase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "match", abstract: "Match users, or accounts.")

    @Option(help: "A folder with product/ and salesforce/.") var data: String
    @Option(help: "users or accounts.") var entity: Entity
    @Option(help: "Where to write each record's id and the one it was linked to.") var answers: String?

    func run() async throws {
        let clock = ContinuousClock()
        let begin = clock.now
        let plan = try self.plan()
        let ours = try ourRecords(plan)
        let theirs = try theirRecords(plan)
        let sightings = plan.readsRecentUsers ? try self.sightings() : nil
        let loaded = clock.now
        async let theirSide = TheirSide(theirs, plan: plan)
        let ourSide = OurSide(ours, sightings: sightings, plan: plan)
        let matcher = Matcher(plan: plan, ours: ourSide, theirs: await theirSide, overrides: LinkOverrides())
        let decisions = await matcher.decideSideBySide()
        let done = clock.now
        if let answers { try write(decisions, of: matcher, to: answers) }
        try BenchResult(
            name: "match \(entity.plural)", rows: ours.count, seconds: (done - loaded).inSeconds,
            loadSeconds: (loaded - begin).inSeconds
        ).print()
    }

    /// All rules on, in their order, as in `bench/crosswalk.yaml`.
    private func plan() throws -> MatchPlan {
        let isAccount = entity == .account
        let custom = MatchRule.customField(
            ours: isAccount ? "billing_code" : "employee_no", theirs: isAccount ? "ERP_Code__c" : "Employee_Number__c",
            ignoresCase: true)
        let rules: [MatchRule] =
            isAccount
            ? [.salesforceID, custom, .websiteDomain(.host), .name, .recentUserDomain(MatchRule.RecentUsers())]
            : [.salesforceID, custom, .email(foldsPlusTags: false), .phone(defaultCountry: nil)]
        let attribute = AttributeDefinition(
            entity: entity, apiName: isAccount ? "billing_code" : "employee_no", type: .string)
        return try MatchPlan(
            entity: entity, configuration: EntityConfiguration(object: isAccount ? "Account" : "Contact", match: rules),
            attributes: [attribute],
            mirrored: [
                "erp_code__c": .string, "employee_number__c": .string, "website": .url, "name": .string,
                "email": .email,
                "phone": .phone,
            ], freeMail: HubConfiguration.FreeMailChanges())
    }

    private func ourRecords(_ plan: MatchPlan) throws -> MatchRecords {
        let file = try CSVColumns("\(data)/product/\(entity.plural).csv", ["id"] + plan.ourFields)
        return records(file, id: "id", fields: plan.ourFields)
    }

    private func theirRecords(_ plan: MatchPlan) throws -> MatchRecords {
        let file = try CSVColumns("\(data)/salesforce/\(plan.object).csv", ["Id", "CreatedDate"] + plan.theirFields)
        var records = records(file, id: "Id", fields: plan.theirFields)
        records.created = file.times("CreatedDate").map { $0 ?? .max }
        return records
    }

    private func records(_ file: CSVColumns, id: String, fields: [String]) -> MatchRecords {
        var records = MatchRecords(fieldCount: fields.count)
        records.rows = (0..<Int64(file.rowCount)).map { $0 }
        records.ids = file[id]
        records.values = fields.map { file[$0] }
        return records
    }

    private func sightings() throws -> UserSightings {
        let file = try CSVColumns("\(data)/product/users.csv", ["id", "account_id", "email", "last_seen_at"])
        var sightings = UserSightings()
        for (row, seen) in file.times("last_seen_at").enumerated() {
            guard let seen else { continue }
            sightings.rows.append(Int64(row))
            sightings.lastSeen.append(seen)
            sightings.ids.append(cell(file["id"], row))
            sightings.accountIDs.append(cell(file["account_id"], row))
            sightings.emails.append(cell(file["email"], row))
        }
        return sightings
    }

    private func cell(_ column: TextColumn, _ row: Int) -> ArraySlice<UInt8> {
        column.bytes[column.range(row)]
    }

    private func write(_ decisions: MatchDecisions, of matcher: Matcher, to path: String) throws {
        var writer = CSVWriter()
        writer.appendRow(["id", "salesforce_id"])
        for row in 0..<decisions.count {
            writer.append(cell(matcher.ours.records.ids, row))
            writer.append(matcher.salesforceID(of: row, decisions[row]) ?? "")
            writer.endRow()
        }
        try Data(writer.take()).write(to: URL(filePath: path))
    }
}

extension Entity: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(plural: argument)
    }
}
