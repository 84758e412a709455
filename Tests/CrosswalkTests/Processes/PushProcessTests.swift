import Foundation
import TestSupport
import Testing

/// What people do between pushes: edit, undo, lift, delete; and holes in the mirror.
@Suite(.serialized) struct PushProcessTests {
    private let organisation: MidsizeOrganisation
    private let logs: TemporaryFolder
    private let org: SimulatedOrg
    private let workspace: ProcessWorkspace

    init() async throws {
        organisation = try MidsizeOrganisation()
        logs = try TemporaryFolder()
        org = try await SimulatedOrg(data: organisation.salesforce, logs: logs.path)
        workspace = try await ProcessWorkspace(org)
        try await workspace.load(organisation)
        let ending = try await workspace.synchronize()
        try #require(ending.status == 0, "\(ending)")
    }

    @Test func `an edited value is drift and stays until ours changes; undo gives back and holds; lifting sends again`()
        async throws
    {
        let pushed = try org.values()
        let edited = MidsizeOrganisation.accountID(3)
        try await org.edit("Account", edited, ["PX_MAU__c": 4242])
        var writes = try org.writes().count
        #expect(try await workspace.synchronize().status == 0)
        #expect(try org.writes().count == writes, "drift is not overwritten")
        let drift = try await workspace.run("drift").output
        #expect(drift.contains(edited) && drift.contains("4242"), "\(drift)")
        let text = try String(contentsOfFile: workspace.path + "/crosswalk.yaml", encoding: .utf8)
        try workspace.configure(org, text.replacing("object: Account", with: "object: aCCOUNT"))
        #expect(try await workspace.run("drift").output == drift, "however the object is spelt")
        try workspace.configure(org, text)

        let undone = try await workspace.run("undo", "1")
        #expect(undone.status == 0, "\(undone)")
        let values = try org.values()
        #expect(values["\(edited) PX_MAU__c"] == "4242", "what a person changed is not given back")
        #expect(values.filter { $0.value != "<null>" }.count == 1)

        writes = try org.writes().count
        #expect(try await workspace.synchronize().status == 0)
        #expect(try await workspace.run("undo", "1").status == 0)
        #expect(try org.writes().count == writes, "what was given back is held")
        let holds = try await workspace.run("holds").output
        #expect(holds.contains("PX_Last_Seen__c"))
        let held = holds.split(separator: "\n").count { $0.contains(" PX_") }
        let next = try await workspace.run("sync", "push")
        let told = next.output.matches(of: /held back ([0-9,]+)/).compactMap {
            Int($0.1.filter { $0 != "," })
        }
        #expect(told.reduce(0, +) == held, "\(next)")

        let short = String(MidsizeOrganisation.contactID(5).prefix(15))
        #expect(try await workspace.run("holds", "--lift", "--id", short).output.hasPrefix("Lifted 1 hold"))
        #expect(try await !workspace.run("holds").output.contains(short))
        #expect(try await workspace.run("holds", "--lift", "--object", "aCCOUNT").status == 0)
        let left = try await workspace.run("holds").output
        #expect(!left.contains("Account") && left.contains("Contact"), "\(left)")
        #expect(try await workspace.run("holds", "--lift").status == 0)
        #expect(try await workspace.synchronize().status == 0)
        #expect(try org.values() == pushed.merging(["\(edited) PX_MAU__c": "4242"]) { _, new in new })
    }

    @Test func `a mapping that is off is told as such, and counts as no record`() async throws {
        let text = ProcessWorkspace.configuration.replacing(
            "- { kpi: au_30d, to: PX_MAU__c }",
            with: "- { kpi: au_30d, to: PX_MAU__c }\n    - { kpi: au_7d, to: PX_Nowhere__c }")
        try workspace.configure(org, text)
        let ending = try await workspace.synchronize()
        #expect(ending.status == 3 && ending.output.contains("PX_Nowhere__c"), "\(ending)")
        #expect(ending.output.contains("not everything that is configured could be used"), "\(ending)")
        #expect(!ending.output.contains("did not get what was meant"), "\(ending)")
    }

    @Test func `a preview of all stages says what the run then does, and leaves nothing behind`() async throws {
        let fresh = try await ProcessWorkspace(org)
        try await fresh.load(organisation)
        #expect(try await fresh.run("sync", "fetch").status == 0)
        let preview = try await fresh.run("sync", "--dry-run", "--as-of", MidsizeOrganisation.asOf, "--json")
        #expect(preview.status == 0, "\(preview)")
        let told = try #require(try JSONSerialization.jsonObject(with: Data(preview.output.utf8)) as? [String: Any])
        let mapped = Self.values(told["maps"])
        #expect(mapped > 0 && Self.values(told["pushes"]) == 0, "this org holds what would be pushed: \(preview)")
        let files = try FileManager.default.contentsOfDirectory(atPath: fresh.path)
        #expect(files.allSatisfy { !$0.contains("rehearsal") }, "\(files)")
        let done = try await fresh.synchronize().output
        let updated = done.matches(of: /values updated ([0-9,]+)/).compactMap { Int($0.1.filter { $0 != "," }) }
        #expect(updated.reduce(0, +) == mapped, "\(done)")
    }

    private static func values(_ parts: Any?) -> Int {
        (parts as? [[String: Any]] ?? []).reduce(0) { $0 + ($1["values"] as? Int ?? 0) }
    }

    @Test func `a destination that was mapped since the last fetch waits for the next one, and stops no other`()
        async throws
    {
        let whole = ProcessWorkspace.configuration
        let fresh = try await ProcessWorkspace(
            org, configuration: whole.replacing("    - { kpi: nps_score_90d, to: PX_NPS__c }\n", with: ""))
        try await fresh.load(organisation)
        #expect(try await fresh.synchronize().status == 0)
        try fresh.configure(org, whole)
        let sentence = "PX_NPS__c is not in the mirror. `crosswalk sync fetch` reads it"
        let preview = try await fresh.run("sync", "push", "--dry-run")
        #expect(preview.status == 0 && preview.output.contains(sentence), "\(preview)")
        let early = try await fresh.run("sync", "push")
        #expect(early.status == 3 && early.output.contains(sentence), "\(early)")
        #expect(try await fresh.synchronize().status == 0)
    }

    @Test func `holes punched into the mirror are named and healed`() async throws {
        let before = try await workspace.state()
        // One that was just written to, and one that nobody links to.
        let holes = [MidsizeOrganisation.contactID(5), MidsizeOrganisation.contactID(MidsizeOrganisation.users - 1)]
        try await sqlite("DELETE FROM sf_contact WHERE id IN ('\(holes.joined(separator: "','"))')")
        let found = try await workspace.run("reconcile")
        #expect(found.status == 0)
        for hole in holes { #expect(found.output.contains(hole), "\(found)") }
        let again = try await workspace.run("reconcile")
        #expect(again.status == 0 && !again.output.contains(holes[0]))
        #expect(try await workspace.state()["Contact"] == before["Contact"])
        let writes = try org.writes().count
        #expect(try await workspace.synchronize().status == 0)
        #expect(try org.writes().count == writes)
    }

    @Test func `a record that claims another's place is held back until a person chooses the winner`() async throws {
        let file = workspace.folder.file("users.csv")
        try "id,account_id,email,last_seen_at\nTWIN,A7,p7@firm7.com,2026-05-12T09:00:00Z\n".write(
            toFile: file, atomically: true, encoding: .utf8)
        #expect(try await workspace.run("import", "users", file).status == 0)
        let contested = MidsizeOrganisation.contactID(7)
        let writes = try org.writes().count
        #expect(try await workspace.synchronize().status == 3)
        #expect(try org.writes().count == writes)
        let listed = try await workspace.run("collisions").output
        #expect(listed.contains(contested) && listed.contains("TWIN") && listed.contains("U7"), "\(listed)")

        let short = String(contested.prefix(15))
        #expect(try await workspace.run("collisions", "--salesforce-id", contested, "--winner", "U9").status == 1)
        #expect(try await workspace.run("collisions", "--salesforce-id", short, "--winner", "TWIN").status == 0)
        _ = try await workspace.synchronize()
        #expect(try org.writes().dropFirst(writes).map(\.id) == [contested])
        #expect(try org.values()["\(contested) PX_Last_Seen__c"]?.hasPrefix("2026-05-12T09:00:00") == true)
    }

    @Test func `a deleted record loses its link and is never written to`() async throws {
        let gone = MidsizeOrganisation.accountID(11)
        try await org.delete("Account", gone)
        let ending = try await workspace.synchronize()
        #expect(ending.status == 0, "\(ending)")
        let links = try await workspace.run("export", "account-links").output
        #expect(!links.contains(gone))
        let linked = try await workspace.run("link", "account", "A11", gone)
        #expect(linked.output.contains("deleted in Salesforce"), "\(linked)")
        #expect(try org.repeatedWrites() == [])
    }

    private func sqlite(_ sql: String) async throws {
        let process = try ChildProcess("/usr/bin/env", ["sqlite3", workspace.database, sql])
        #expect(try await process.ending() == 0, "this test needs the sqlite3 program")
    }
}
