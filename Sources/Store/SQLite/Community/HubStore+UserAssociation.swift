package import Domain
import GRDB

extension HubStore: UserAssociationStore {
    package func usersWithoutAccount() async throws -> (ids: TextColumn, emails: TextColumn) {
        try await read { database in
            try database.columns(
                "SELECT id, email FROM user WHERE account_id IS NULL AND email IS NOT NULL AND type = 'user' ORDER BY id"
            )
        }
    }

    package func knownPersons() async throws -> KnownPersons {
        try await read { database in
            let (ids, emails) = try database.columns("SELECT id, email FROM person WHERE email IS NOT NULL")
            return KnownPersons(ids: ids, emails: emails)
        }
    }

    package func place(_ users: [UserPlacement], in run: RunNumber, at now: Instant) async throws {
        guard !users.isEmpty else { return }
        try await write { database in
            let revision = try database.nextRevision()
            let give = try RawStatement(
                database, "UPDATE user SET account_id = ?1, revision = ?2 WHERE id = ?3 AND account_id IS NULL")
            for user in users {
                give.bind(1, string: user.account)
                give.bind(2, integer: revision)
                give.bind(3, string: user.user)
                guard try give.execute() > 0 else { continue }
                try database.execute(
                    sql: "INSERT OR REPLACE INTO user_association (run, user_id, account_id, at) VALUES (?, ?, ?, ?)",
                    arguments: [run.value, user.user, user.account, now.milliseconds])
                try database.execute(
                    sql: """
                        INSERT INTO outcome (run, stage, entity, record, code, field, after, reason)
                        VALUES (?, 'associate', 'user', ?, 'updated', 'account_id', ?, ?)
                        """,
                    arguments: [run.value, user.user, user.account, user.rule])
            }
        }
    }

    package func placements(of run: RunNumber) async throws -> Int {
        try await read { database in
            try Int.fetchOne(
                database, sql: "SELECT count(*) FROM user_association WHERE run = ? AND undone_in IS NULL",
                arguments: [run.value]) ?? 0
        }
    }

    package func unplace(run: RunNumber, in undoing: RunNumber) async throws -> Int {
        try await write { database in
            let revision = try database.nextRevision()
            let given = """
                SELECT g.user_id FROM user_association g JOIN user u ON u.id = g.user_id AND u.account_id = g.account_id
                WHERE g.run = \(run.value) AND g.undone_in IS NULL
                """
            try database.execute(
                sql: """
                    INSERT INTO outcome (run, stage, entity, record, code, field, before)
                    SELECT ?, 'associate', 'user', id, 'undone', 'account_id', account_id FROM user WHERE id IN (\(given))
                    """,
                arguments: [undoing.value])
            try database.execute(
                sql: "UPDATE user SET account_id = NULL, revision = ? WHERE id IN (\(given))", arguments: [revision])
            let count = database.changesCount
            try database.execute(
                sql: "UPDATE user_association SET undone_in = ? WHERE run = ? AND undone_in IS NULL",
                arguments: [undoing.value, run.value])
            return count
        }
    }
}

extension Database {
    /// Two columns of text.
    fileprivate func columns(_ sql: String) throws -> (ids: TextColumn, emails: TextColumn) {
        let select = try RawStatement(self, sql)
        var ids = TextColumn()
        var emails = TextColumn()
        while try select.step() {
            ids.append(select.bytes(0))
            emails.append(select.bytes(1))
        }
        return (ids, emails)
    }
}
