import Domain
import GRDB
import Store
import TestSupport

extension CommunityHub {
    /// A mirror of contacts, as a fetch would have made it.
    func makeContacts() async throws {
        try await store.write { database in
            try database.execute(
                sql: """
                    INSERT INTO mirror (object, table_name, created_at) VALUES ('Contact', 'sf_contact', 0);
                    INSERT INTO mirror_field (object, field, column_name, type, is_calculated, is_filled)
                    VALUES ('Contact', 'AccountId', 'accountid', 'reference', 0, 1);
                    CREATE TABLE sf_contact (
                        id TEXT NOT NULL UNIQUE, email TEXT, work__c TEXT, accountid TEXT, is_deleted INTEGER NOT NULL DEFAULT 0,
                        revision INTEGER NOT NULL);
                    CREATE INDEX sf_contact_revision ON sf_contact (revision);
                    """)
        }
    }

    /// Moves members, persons, places, contacts, names, domains and decisions about, a few at a time.
    func changeAtRandom(using generator: inout some RandomNumberGenerator) async throws {
        let members = try await store.read {
            try Row.fetchAll($0, sql: "SELECT id, email FROM community_user WHERE NOT is_erased ORDER BY id").map {
                row -> (String, String) in
                (row["id"], row["email"] ?? "")
            }
        }
        let accounts = try await store.read { try String.fetchAll($0, sql: "SELECT id FROM account ORDER BY id") }
        func anyone() -> (String, String) { members.randomElement(using: &generator) ?? ("", "") }
        func account() -> String { accounts.randomElement(using: &generator) ?? "" }
        func few(_ letter: String) -> String { "\(letter)\(Int.random(in: 0..<5, using: &generator))" }
        func host(of email: String) -> String { EmailDomain.host(of: email) ?? "x.example" }
        func label(of email: String) -> String { CompanyName.label(ofHost: host(of: email)) ?? "nobody" }
        for _ in 0..<6 {
            let one = anyone()
            switch Int.random(in: 0..<16, using: &generator) {
            case 0: try await load(accounts: [], members: [(one.0, anyone().1)])
            case 1: try await load(accounts: [(account(), label(of: one.1) + " GmbH")], members: [])
            case 2: try await load(accounts: [(account(), label(of: one.1).uppercased())], members: [])
            case 3: try await load(persons: [(few("N"), one.1, account())])
            case 4: try await load([[host(of: one.1), account()]], ["domain", "account_id"], .domains)
            case 5: try await decide(.never, one.0, account())
            case 6: try await decide(.link, one.0, account())
            case 7: try await load([[few("U"), one.1, account()]], ["id", "email", "account_id"], .users)
            case 8: try await delete(from: "domain_assignment", where: "domain", is: host(of: one.1))
            case 9:
                try await load(
                    [[few("N"), account(), "true"]], ["person_id", "account_id", "is_primary"], .accountPersons)
            case 10: try await delete(from: "account_person", where: "person_id", is: few("N"))
            case 11: try await delete(from: "person", where: "id", is: few("N"))
            case 12: try await delete(from: "user", where: "id", is: few("U"))
            case 13: try await putContact(few("C"), one.1, at: few("S"), isDeleted: Bool.random(using: &generator))
            case 14: try await link(.account, account(), to: few("S"))
            default: try await link(.user, few("U"), to: few("C"))
            }
        }
        if Bool.random(using: &generator) {
            try await load(accounts: [], members: [(few("M"), anyone().1)], tenant: "de")
            try await store.erase(members: [anyone().0], tenant: CommunityKind.defaultTenant, run: RunNumber(1))
        }
        try await load(
            accounts: [("NEW\(UInt16.random(in: 0...9999, using: &generator))", label(of: anyone().1))], members: [])
    }

    /// What an association of a part must see through as well: other ways, providers of mail, objects and fields.
    func settingsAtRandom(using generator: inout some RandomNumberGenerator) -> HubConfiguration {
        var configuration = HubConfiguration()
        if Int.random(in: 0..<3, using: &generator) == 0 {
            configuration.community.match = Array(
                CommunitySettings.Rule.allCases.shuffled(using: &generator).prefix(3))
        }
        if Int.random(in: 0..<4, using: &generator) == 0 { configuration.freeMail.remove = ["gmail.com"] }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: configuration.users.fields = [.email: "Work__c"]
        case 1: configuration.users.object = "Lead"
        default: break
        }
        return configuration
    }

    private func delete(from table: String, where column: String, is value: String) async throws {
        try await store.write {
            try $0.execute(sql: "DELETE FROM \(table) WHERE \(column) = ?", arguments: [value])
        }
    }

    private func putContact(_ id: String, _ email: String, at account: String, isDeleted: Bool) async throws {
        try await store.write { database in
            try database.execute(sql: "UPDATE revision SET last = last + 1")
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO sf_contact (id, email, work__c, accountid, is_deleted, revision)
                    SELECT ?1, ?2, 'work.' || ?2, ?3, ?4, last FROM revision
                    """,
                arguments: [id, email, account, isDeleted])
        }
    }

    /// As a match would write it.
    func link(_ entity: Entity, _ id: String, to target: String) async throws {
        try await store.write { database in
            try database.execute(sql: "UPDATE revision SET last = last + 1")
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO link (entity, record, salesforce_id, decision, candidate_count, trail,
                        decided_by, since, previous_id, decided_in, digest, revision)
                    SELECT ?1, r.key, ?2, 'linked', 1, 0, 'rule', 0,
                        (SELECT salesforce_id FROM link WHERE entity = ?1 AND record = r.key), 1, 0, last
                    FROM revision, \(entity == .user ? "user" : "account") r WHERE r.id = ?3
                    """,
                arguments: [entity.rawValue, target, id])
        }
    }
}
