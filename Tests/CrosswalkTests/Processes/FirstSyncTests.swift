import Foundation
import TestSupport
import Testing

/// An admin's first minutes with an org of their own: what is said before anything has been fetched, and after.
@Suite(.serialized) struct FirstSyncTests {
    private let folder: TemporaryFolder
    private let org: SimulatedOrg
    private let workspace: ProcessWorkspace

    init() async throws {
        folder = try TemporaryFolder()
        let account = MidsizeOrganisation.accountID(1)
        for (name, text) in [
            "Account.csv": "Id,Name,Website,Industry,PX_Calc__c\n\(account),Acme,acme.com,Banking,\n",
            "Account.fields.csv": "name,type,length,formula\nPX_Calc__c,string,80,UPPER(Name)\n",
            "Contact.csv": "Id,LastName,Email\n\(MidsizeOrganisation.contactID(1)),Doe,jo@acme.com\n",
        ] {
            try text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
        }
        org = try await SimulatedOrg(data: folder.path, logs: folder.path)
        workspace = try await ProcessWorkspace(org, configuration: Self.configuration)
        let accounts = folder.file("accounts.csv")
        try "id,name,website\na,Acme,acme.com\n".write(toFile: accounts, atomically: true, encoding: .utf8)
        #expect(try await workspace.run("import", "accounts", accounts).status == 0)
    }

    @Test func `before the first fetch a preview says what to do, and claims nothing about the org`() async throws {
        let early = try await workspace.run("sync", "--dry-run")
        #expect(early.status == 0)
        #expect(early.output.components(separatedBy: "nothing has been fetched yet").count == 3, "\(early)")
        #expect(early.output.contains("crosswalk sync fetch"))
        for claim in ["is off", "not tried", "linked:", "does not show"] {
            #expect(!early.output.contains(claim), "\(early)")
        }
        let told = try await workspace.run("sync", "--dry-run", "--json").output
        #expect(told.contains("\"notFetched\"") && told.contains("\"Account\""), "\(told)")

        let half = try await workspace.run("sync", "match", "map")
        #expect(half.output.contains("Nothing can be linked: nothing of Account has been fetched yet"), "\(half)")
        #expect(half.output.contains("Nothing is pulled: nothing of Account has been fetched yet"), "\(half)")
        #expect(!half.output.contains("not tried"), "\(half)")

        #expect(try await workspace.run("sync", "fetch").status == 3)
        let preview = try await workspace.run("sync", "--dry-run").output
        #expect(preview.contains("newly linked: 1") && !preview.contains("fetched yet"), "\(preview)")
    }

    @Test func `what is not there is not taken: a community's name, another object's record`() async throws {
        for arguments in [["sync"], ["sync", "match"], ["sync", "--dry-run"]] {
            let ending = try await Program.run(arguments + ["--tenant", "nosuch"], workspace: workspace.path)
            #expect(ending.status == 1, "\(ending)")
            #expect(ending.errors.contains("community nosuch is not connected; none is"), "\(ending)")
        }
        #expect(try await workspace.run("runs").output.hasPrefix("No run yet"))
        #expect(try await workspace.run("sync", "fetch").status == 3)
        let other = try await workspace.run("link", "account", "a", MidsizeOrganisation.contactID(1))
        #expect(other.status == 1 && other.errors.contains("those of Contact as this one does"), "\(other)")
        let later = try await workspace.run("link", "account", "a", MidsizeOrganisation.accountID(77))
        #expect(later.status == 0 && later.output.contains("The mirror has no such record (yet)"), "\(later)")
        let present = try await workspace.run("link", "account", "a", MidsizeOrganisation.accountID(1))
        #expect(present.status == 0 && !present.output.contains("mirror"), "\(present)")
    }

    @Test func `a field that cannot be had is named once, with the true reason`() async throws {
        let ending = try await workspace.run("sync", "fetch", "match", "map", "push")
        let said = ending.output + ending.errors
        #expect(said.components(separatedBy: "ParentId to industry is off").count == 2, "\(said)")
        #expect(said.contains("ParentId is of the type reference, which no attribute can hold"), "\(said)")
        #expect(said.components(separatedBy: "Gone__c").count == 3, "one sentence names it twice: \(said)")
        #expect(said.contains("Pushing to PX_Calc__c is off: Account.PX_Calc__c is a formula"), "\(said)")
        #expect(!said.contains("edit access"), "\(said)")

        let later = try await workspace.run("sync", "match", "map").output
        #expect(later.contains("ParentId is not in the mirror. `crosswalk sync fetch` reads it"), "\(later)")
        #expect(later.contains("Account.Gone__c is not in the mirror"), "\(later)")
    }

    private static let configuration = """
        attributes:
          account: { industry: string, plan: string, code: string }
        salesforce:
          login_url: http://127.0.0.1:1
          client_id: crosswalk
          first_fetch: everything
        accounts:
          match: [website_domain, custom_field: { ours: code, theirs: Gone__c }]
          pull:
            - { from: ParentId, to: industry }
            - { from: Industry, to: plan }
          push:
            - { attribute: plan, to: PX_Calc__c }

        """
}
