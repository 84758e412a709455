import Domain
import Foundation
import Store
import SyncEngine
import TestSupport
import Testing

/// What commands and pages learn of links.
@Suite struct LinkQueryTests {
    private let ids = (0..<30).map { KeyNormaliser.salesforceID.key(of: "0015g00000000\(10 + $0)") ?? "" }

    @Test func `the export names rule, decision, candidates and evidence`() async throws {
        let workspace = try await acmes(25)
        let table = ExportedTable()
        try await workspace.store.exportLinks(of: .account) { table.take($0) }
        let byID = Dictionary(uniqueKeysWithValues: table.rows.map { ($0[0], $0) })

        #expect(byID["acme"]?[1...3] == [ids[0], "name", "ambiguous_pick"])
        #expect(byID["acme"]?[4] == ids[0..<20].joined(separator: ";") + ";…")
        #expect(
            try evidence(byID["acme"]) == [
                "ours": "Acme \"Inc\"", "theirs": "ACME \"inc\"",
                "tried": "sfdc_id:no_value website_domain:no_value name:ambiguous_pick",
            ])
        #expect(byID["site"]?[1...4] == [ids[29], "website_domain", "linked", ids[29]])
        #expect(try evidence(byID["site"])["ours"] == "https://www.site.com/")
        #expect(byID["none"]?[1...4] == ["", "", "unmatched", ""])
        #expect(try evidence(byID["none"])["tried"] == "sfdc_id:unknown_id website_domain:no_value name:no_candidate")
    }

    @Test func `coverage counts by rule and the queue lists what to look at`() async throws {
        var workspace = try await acmes(2)
        var coverage = try await workspace.store.coverage(of: .account)
        #expect(coverage.linkedByRule == ["name": 1, "website_domain": 1])
        #expect((coverage.records, coverage.unmatched, coverage.ambiguousPicks) == (3, 1, 1))
        #expect(
            try await workspace.store.reviewQueue(of: .account, .ambiguousPick, after: nil, limit: 9).map(\.id) == [
                "acme"
            ])

        workspace.configuration.accounts.whenSeveral = .reject
        try await workspace.match(.account, run: 2)
        coverage = try await workspace.store.coverage(of: .account)
        #expect(coverage.ambiguous == 1)
        let queue = try await workspace.store.reviewQueue(of: .account, .ambiguous, after: nil, limit: 9)
        #expect(queue.map(\.id) == ["acme"])
        #expect(queue.first?.candidates == Array(ids[0..<2]))
        #expect(queue.first?.previousID == ids[0])
        #expect(try await workspace.store.outcomeCounts(of: RunNumber(2), stage: .match) == [.unlinked: 1])
    }

    @Test func `the queue holds every record once, page by page, in the order in which they came`() async throws {
        var workspace = try await MatchWorkspace()
        workspace.configuration.accounts.match = [.name]
        workspace.configuration.accounts.whenSeveral = .reject
        let names = ["m", "c", "x", "a", "k", "b", "z"]
        try await workspace.load(.accounts, ["id", "name"], names.map { [$0, $0 == "k" ? "Other" : "Acme"] })
        try await workspace.mirror(
            "Account", ["Id", "Name"], (0..<3).map { [ids[$0], "Acme"] } + [[ids[3], "Other"]])
        try await workspace.match(.account)
        var found: [String] = []
        var place: Int64?
        repeat {
            let page = try await workspace.store.reviewQueue(of: .account, .ambiguous, after: place, limit: 2)
            #expect(page.allSatisfy { $0.candidateCount == 3 && $0.verdict == .ambiguous })
            found += page.map(\.id)
            place = page.last?.row
        } while place != nil
        #expect(found == ["m", "c", "x", "a", "b", "z"])
    }

    @Test func `a preview says what other rules would change and writes nothing`() async throws {
        var workspace = try await acmes(2)
        workspace.configuration.accounts.match = [.name]
        workspace.configuration.accounts.whenSeveral = .reject
        let preview = try await MatchPreviewer(store: workspace.store).preview(
            workspace.configuration, entity: .account)
        #expect(preview.changes == [.unlinked: 2, .ambiguous: 1])
        #expect(preview.before.linked == 2)
        #expect((preview.after.linked, preview.after.ambiguous) == (0, 1))
        #expect(preview.samples.map(\.id).sorted() == ["acme", "acme", "site"])
        #expect(try await workspace.store.coverage(of: .account).linked == 2)
    }

    @Test func `a rule that cannot be tried says which side lacks its field`() async throws {
        var workspace = try await acmes(2)
        workspace.configuration.accounts.match = [
            .name, .websiteDomain(.host), .customField(ours: "nothing", theirs: "Name", ignoresCase: true),
        ]
        let notes = try await workspace.match(.account, all: true).notes
        let preview = try await MatchPreviewer(store: workspace.store).preview(
            workspace.configuration, entity: .account)
        #expect(preview.notes == notes)
        #expect(
            notes == [
                "The rule custom_field was not tried: there is no attribute nothing. Declare it under `attributes` in "
                    + "crosswalk.yaml."
            ])
        workspace.configuration.accounts.object = "Customer__c"
        #expect(
            try await workspace.match(.account, all: true).notes == [
                "Nothing can be linked: nothing of Customer__c has been fetched yet. Run `crosswalk sync fetch`."
            ])
    }

    @Test func `an explanation shows every rule with values and candidates`() async throws {
        var workspace = try await acmes(2)
        let explainer = MatchExplainer(store: workspace.store)
        let explanation = try await explainer.explain(.account, id: "acme", configuration: workspace.configuration)
        #expect(explanation.rules.map(\.outcome) == [.noValue, .noValue, .ambiguousPick])
        #expect(explanation.rules[2].candidates.map(\.salesforceID) == Array(ids[0..<2]))
        #expect(explanation.rules[2].key == "acme \"inc\"")
        #expect(
            explanation.text.contains("3. name: name \"Acme \"Inc\"\" (compared as \"acme \"inc\"\") = Name: 2 have it")
        )
        #expect(explanation.text.contains("decision: linked to \(ids[0]), the oldest of several, by name"))

        // Rules that no match has used yet, and records that changed since the last one.
        workspace.configuration.accounts.match = [.websiteDomain(.registrable), .name]
        try await workspace.mirror("Account", ["Id", "Name", "Website"], [[ids[0], "Other", ""]])
        let later = try await explainer.explain(.account, id: "acme", configuration: workspace.configuration)
        #expect(later.salesforceID == ids[1])
        #expect(later.text.contains("stored: linked to \(ids[0])"))
        await #expect(throws: PlainError.self) {
            try await explainer.explain(.account, id: "nobody", configuration: workspace.configuration)
        }
    }

    @Test func `an id to link to is one of the linked object's, whole, and is looked for in the mirror`() async throws {
        let workspace = try await acmes(2)
        let contact = try #require(KeyNormaliser.salesforceID.key(of: "0035g0000000Q0u"))
        let state = { (id: String, object: String) in
            try await workspace.store.state(ofLinkTarget: id, of: object)
        }
        #expect(try await state(ids[0], "Account") == .mirrored)
        #expect(try await state(String(ids[0].prefix(15)), "account") == .mirrored)
        #expect(try await state("0015g0000009999", "Account") == .unknown)
        #expect(try await state("a0X5g0000009999", "Customer__c") == .unknown, "of an object that was never fetched")
        for (id, object, says) in [
            (contact, "Account", "ids of Account begin with 001."), (ids[0], "Contact", "those of Account as this one"),
            (ids[0].lowercased(), "Account", "do not go with the others"), ("0015g", "Account", "15 or 18 letters"),
        ] {
            let error = await #expect(throws: PlainError.self) { try await state(id, object) }
            #expect(error?.advice.contains(says) == true, "\(error?.advice ?? "")")
        }
        try await workspace.mirror("Account", ["Id", "IsDeleted"], [[ids[1], "true"]])
        #expect(try await state(ids[1], "Account") == .deleted)
        try await workspace.mirror("Contact", ["Id"], [[contact]])
        let error = await #expect(throws: PlainError.self) { try await state(contact, "Account") }
        #expect(error?.advice.contains("those of Contact as this one") == true)
    }

    @Test func `a person's decision is obeyed, named, and can be withdrawn`() async throws {
        let workspace = try await acmes(2)
        try await workspace.decide(.link, .account, "acme", String(ids[1].prefix(15)))
        try await workspace.match(.account, run: 2)
        var link = try #require(try await workspace.store.link(of: .account, id: "acme"))
        #expect((link.salesforceID, link.rule, link.decidedBy, link.previousID) == (ids[1], "manual", "ada", ids[0]))

        try await workspace.mirror("Account", ["Id", "IsDeleted"], [[ids[1], "true"]])
        try await workspace.match(.account, run: 3)
        link = try #require(try await workspace.store.link(of: .account, id: "acme"))
        #expect((link.salesforceID, link.rule, link.decidedBy) == (ids[0], "name", "rule"))

        try await workspace.decide(.never, .account, "acme", nil)
        try await workspace.match(.account, run: 4)
        link = try #require(try await workspace.store.link(of: .account, id: "acme"))
        #expect((link.salesforceID, link.verdict, link.decidedBy) == (nil, .excluded, "ada"))

        try await workspace.decide(.withdrawn, .account, "acme", nil)
        try await workspace.match(.account, run: 5)
        #expect(try await workspace.store.link(of: .account, id: "acme")?.salesforceID == ids[0])
        await #expect(throws: PlainError.self) { try await workspace.decide(.link, .account, "acme", "0015g") }
        await #expect(throws: PlainError.self) { try await workspace.decide(.link, .account, "nobody", ids[0]) }
    }

    /// One of ours named Acme and so many of theirs, one that has a website in common, one that nothing matches.
    private func acmes(_ count: Int) async throws -> MatchWorkspace {
        var workspace = try await MatchWorkspace()
        workspace.configuration.accounts.match = [.salesforceID, .websiteDomain(.host), .name]
        try await workspace.load(
            .accounts, ["id", "name", "website", "salesforce_id"],
            [
                ["acme", "Acme \"Inc\"", "", ""], ["site", "Site", "https://www.site.com/", ""],
                ["none", "None", "", "0015g0000000099"],
            ])
        try await workspace.mirror(
            "Account", ["Id", "Name", "Website"],
            (0..<count).reversed().map { [ids[$0], "ACME \"inc\"", ""] } + [[ids[29], "Else", "site.com"]])
        try await workspace.match(.account)
        return workspace
    }

    private func evidence(_ row: [String]?) throws -> [String: String] {
        let text = try #require(row?[5])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let tried = try #require(object["tried"] as? [[String: String]])
        var flat = object.compactMapValues { $0 as? String }
        flat["tried"] = tried.map { "\($0["rule"] ?? ""):\($0["outcome"] ?? "")" }.joined(separator: " ")
        return flat
    }
}
