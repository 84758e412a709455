extension Migration {
    /// The community: tenants, members, content, activity, and what is concluded about members' accounts.
    ///
    /// `identity` holds every known place of a person at an account, whatever its source, with the address in form;
    /// `account_key` the keys of accounts' names; `assigned_domain` the assigned domains in form. All three are worked
    /// out from records, so that an association looks only at what changed. `identity_change` notes changes in tables
    /// that carry no revision.
    static let community = Migration(
        sql: """
            CREATE TABLE community_tenant (
                tenant TEXT PRIMARY KEY,
                member_total INTEGER,
                synced_at INTEGER,
                whole_list_at INTEGER
            ) WITHOUT ROWID;

            CREATE TABLE community_user (
                key INTEGER PRIMARY KEY,
                tenant TEXT NOT NULL,
                id TEXT NOT NULL,
                username TEXT,
                email TEXT,
                first_name TEXT,
                last_name TEXT,
                rank TEXT,
                company_custom TEXT,
                registered_at INTEGER,
                last_active_at INTEGER,
                roles TEXT,
                badges TEXT,
                groups TEXT,
                email_key TEXT,
                host TEXT,
                domain TEXT,
                label TEXT,
                is_erased INTEGER NOT NULL DEFAULT 0,
                revision INTEGER NOT NULL,
                UNIQUE (tenant, id)
            );
            CREATE INDEX community_user_revision ON community_user (revision);
            CREATE INDEX community_user_email ON community_user (email_key) WHERE email_key IS NOT NULL;
            CREATE INDEX community_user_host ON community_user (host) WHERE host IS NOT NULL;
            CREATE INDEX community_user_domain ON community_user (domain) WHERE domain IS NOT NULL;
            CREATE INDEX community_user_label ON community_user (label) WHERE label IS NOT NULL;

            CREATE TABLE community_content (
                key INTEGER PRIMARY KEY,
                tenant TEXT NOT NULL,
                context TEXT NOT NULL,
                id TEXT NOT NULL,
                content_type TEXT,
                author_id TEXT,
                topic_id TEXT,
                category TEXT,
                title TEXT,
                created_at INTEGER,
                modified_at INTEGER,
                closed_at INTEGER,
                likes INTEGER,
                votes INTEGER,
                replies INTEGER,
                is_answered INTEGER,
                revision INTEGER NOT NULL,
                UNIQUE (tenant, context, id)
            );
            CREATE INDEX community_content_author ON community_content (tenant, author_id);
            CREATE INDEX community_content_topic ON community_content (tenant, topic_id) WHERE topic_id IS NOT NULL;

            CREATE TABLE community_activity (
                key INTEGER PRIMARY KEY,
                tenant TEXT NOT NULL,
                id TEXT NOT NULL,
                community_user_id TEXT NOT NULL,
                type TEXT,
                content_id TEXT,
                occurred_at INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                UNIQUE (tenant, id)
            );
            CREATE INDEX community_activity_member ON community_activity (tenant, community_user_id, occurred_at);
            CREATE INDEX community_activity_content ON community_activity (tenant, content_id)
                WHERE content_id IS NOT NULL;

            CREATE TABLE community_link (
                member INTEGER PRIMARY KEY,
                account_id TEXT,
                decision TEXT NOT NULL,
                rule TEXT,
                our_value TEXT,
                their_value TEXT,
                source TEXT,
                candidate_count INTEGER NOT NULL,
                candidates TEXT,
                trail INTEGER NOT NULL,
                rules TEXT NOT NULL,
                since INTEGER NOT NULL,
                previous_account TEXT,
                decided_in INTEGER NOT NULL,
                revision INTEGER NOT NULL
            );
            CREATE INDEX community_link_account ON community_link (account_id) WHERE account_id IS NOT NULL;

            CREATE TABLE community_link_history (
                member INTEGER NOT NULL,
                since INTEGER NOT NULL,
                until INTEGER NOT NULL,
                account_id TEXT NOT NULL,
                rule TEXT,
                run INTEGER NOT NULL,
                PRIMARY KEY (member, until, since)
            ) WITHOUT ROWID;

            CREATE TABLE community_override (
                member INTEGER NOT NULL,
                account_id TEXT NOT NULL,
                verdict TEXT NOT NULL,
                decided_by TEXT NOT NULL,
                decided_at INTEGER NOT NULL,
                reason TEXT,
                PRIMARY KEY (member, account_id)
            ) WITHOUT ROWID;

            CREATE TABLE community_coverage (
                run INTEGER NOT NULL,
                tenant TEXT NOT NULL,
                rule TEXT NOT NULL,
                at INTEGER NOT NULL,
                members INTEGER NOT NULL,
                PRIMARY KEY (run, tenant, rule)
            ) WITHOUT ROWID;

            -- When members were seen to do something: content, votes, likes, sign-ups, and the platform's own stamp.
            CREATE VIEW community_sign AS
                SELECT u.key AS member, c.created_at AS at FROM community_content c
                JOIN community_user u ON u.tenant = c.tenant AND u.id = c.author_id
                UNION ALL SELECT u.key, a.occurred_at FROM community_activity a
                JOIN community_user u ON u.tenant = a.tenant AND u.id = a.community_user_id
                UNION ALL SELECT key, last_active_at FROM community_user WHERE last_active_at IS NOT NULL;

            CREATE TABLE community_role_change (
                run INTEGER NOT NULL,
                member INTEGER NOT NULL,
                role TEXT NOT NULL,
                is_granted INTEGER NOT NULL,
                at INTEGER NOT NULL,
                undone_in INTEGER,
                PRIMARY KEY (run, member, role)
            ) WITHOUT ROWID;

            CREATE TABLE user_association (
                run INTEGER NOT NULL,
                user_id TEXT NOT NULL,
                account_id TEXT NOT NULL,
                at INTEGER NOT NULL,
                undone_in INTEGER,
                PRIMARY KEY (run, user_id)
            ) WITHOUT ROWID;

            CREATE TABLE identity (
                source TEXT NOT NULL,
                person TEXT NOT NULL,
                account_id TEXT NOT NULL,
                email_key TEXT NOT NULL,
                is_primary INTEGER NOT NULL,
                PRIMARY KEY (source, person, account_id)
            ) WITHOUT ROWID;
            CREATE INDEX identity_email ON identity (email_key);
            CREATE INDEX identity_account ON identity (account_id);

            CREATE TABLE account_key (
                account INTEGER PRIMARY KEY,
                whole TEXT,
                without_legal_form TEXT
            );
            CREATE INDEX account_key_whole ON account_key (whole);
            CREATE INDEX account_key_without ON account_key (without_legal_form) WHERE without_legal_form IS NOT NULL;

            CREATE TABLE assigned_domain (
                raw TEXT NOT NULL,
                account_id TEXT NOT NULL,
                domain TEXT NOT NULL,
                PRIMARY KEY (raw, account_id)
            ) WITHOUT ROWID;
            CREATE INDEX assigned_domain_domain ON assigned_domain (domain);
            CREATE INDEX assigned_domain_account ON assigned_domain (account_id);

            CREATE TABLE association_state (
                only INTEGER PRIMARY KEY CHECK (only = 1),
                fingerprint TEXT NOT NULL,
                revision INTEGER NOT NULL
            );

            CREATE TABLE association_pending (member INTEGER PRIMARY KEY);

            CREATE TABLE identity_change (kind TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, value)) WITHOUT ROWID;

            CREATE TRIGGER account_person_added AFTER INSERT ON account_person
            WHEN EXISTS (SELECT 1 FROM association_state)
            BEGIN INSERT OR IGNORE INTO identity_change VALUES ('person', new.person_id); END;
            CREATE TRIGGER account_person_changed AFTER UPDATE ON account_person
            WHEN EXISTS (SELECT 1 FROM association_state)
            BEGIN INSERT OR IGNORE INTO identity_change VALUES ('person', new.person_id); END;
            CREATE TRIGGER account_person_removed AFTER DELETE ON account_person
            WHEN EXISTS (SELECT 1 FROM association_state)
            BEGIN INSERT OR IGNORE INTO identity_change VALUES ('person', old.person_id); END;
            CREATE TRIGGER person_removed AFTER DELETE ON person
            WHEN EXISTS (SELECT 1 FROM association_state)
            BEGIN INSERT OR IGNORE INTO identity_change VALUES ('person', old.id); END;
            CREATE TRIGGER domain_added AFTER INSERT ON domain_assignment
            WHEN EXISTS (SELECT 1 FROM association_state)
            BEGIN INSERT OR IGNORE INTO identity_change VALUES ('domain', new.domain); END;
            CREATE TRIGGER domain_removed AFTER DELETE ON domain_assignment
            WHEN EXISTS (SELECT 1 FROM association_state)
            BEGIN INSERT OR IGNORE INTO identity_change VALUES ('domain', old.domain); END;
            CREATE TRIGGER community_decision_added AFTER INSERT ON community_override
            WHEN EXISTS (SELECT 1 FROM association_state)
            BEGIN INSERT OR IGNORE INTO identity_change VALUES ('member', new.member); END;
            CREATE TRIGGER community_decision_changed AFTER UPDATE ON community_override
            WHEN EXISTS (SELECT 1 FROM association_state)
            BEGIN INSERT OR IGNORE INTO identity_change VALUES ('member', new.member); END;
            CREATE TRIGGER community_decision_removed AFTER DELETE ON community_override
            WHEN EXISTS (SELECT 1 FROM association_state)
            BEGIN INSERT OR IGNORE INTO identity_change VALUES ('member', old.member); END;
            """)
}
