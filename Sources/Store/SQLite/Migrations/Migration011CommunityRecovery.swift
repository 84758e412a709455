extension Migration {
    /// What a community's run that was killed has left open: members of whom only the list was read, and roles of which
    /// nobody knows whether the platform has given them.
    ///
    /// `undoes` names the run that a change of a role takes back. Members read before this step count as lacking details
    /// where nothing of them is known that only their own resource tells.
    static let communityRecovery = Migration(
        sql: """
            ALTER TABLE community_role_change ADD COLUMN is_certain INTEGER NOT NULL DEFAULT 1;
            ALTER TABLE community_role_change ADD COLUMN undoes INTEGER;
            CREATE INDEX community_role_change_open ON community_role_change (member) WHERE is_certain = 0;

            ALTER TABLE community_user ADD COLUMN lacks_details INTEGER NOT NULL DEFAULT 0;
            UPDATE community_user SET lacks_details = 1
            WHERE NOT is_erased AND first_name IS NULL AND last_name IS NULL AND company_custom IS NULL
                AND roles IS NULL AND badges IS NULL AND groups IS NULL
                AND EXISTS (SELECT 1 FROM bookmark WHERE name = 'community:' || tenant);
            CREATE INDEX community_user_lacks_details ON community_user (tenant) WHERE lacks_details = 1;
            """)
}
