extension Migration {
    /// Facts, the calendars folded from them, and the KPIs measured on them.
    ///
    /// Accounts that facts name have keys of their own (`fact_account`), because a fact may name one that we do not
    /// know; users are `user.key`. `docs/facts.md` explains the packed columns.
    static let facts = Migration(
        sql: """
            CREATE TABLE fact_account (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
            CREATE TABLE event_type (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);

            CREATE TABLE feature (
                key INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                name TEXT,
                type TEXT NOT NULL DEFAULT 'feature',
                parent_id TEXT
            );

            CREATE TABLE event (
                key INTEGER PRIMARY KEY,
                ts INTEGER NOT NULL,
                user INTEGER,
                account INTEGER,
                type INTEGER NOT NULL,
                feature INTEGER
            );
            -- The times of each stretch of event keys, so that purging old events reads only where there are some.
            CREATE TABLE event_span (
                first_key INTEGER PRIMARY KEY,
                last_key INTEGER NOT NULL,
                min_ts INTEGER NOT NULL,
                max_ts INTEGER NOT NULL
            );
            CREATE INDEX event_waiting ON event (user) WHERE account IS NULL AND user IS NOT NULL;

            -- Which event ids are known: 128-bit hashes, in sorted runs of pages and a small table of recent ones.
            CREATE TABLE event_id_recent (hash BLOB PRIMARY KEY) WITHOUT ROWID;
            CREATE TABLE event_id_run (run INTEGER PRIMARY KEY, count INTEGER NOT NULL, bits INTEGER NOT NULL);
            CREATE TABLE event_id_page (key INTEGER PRIMARY KEY, hashes BLOB NOT NULL);

            -- key: account << 32 | lowest user of the page (0 on an account's first page); account 0 waits.
            CREATE TABLE activity_calendar (key INTEGER PRIMARY KEY, users BLOB NOT NULL);

            CREATE TABLE nps (
                key INTEGER PRIMARY KEY,
                response_id TEXT NOT NULL UNIQUE,
                ts INTEGER NOT NULL,
                line INTEGER NOT NULL,
                user INTEGER,
                account INTEGER,
                names_account INTEGER NOT NULL,
                score INTEGER,
                comment TEXT
            );
            CREATE INDEX nps_account ON nps (account, ts, score, user);
            CREATE INDEX nps_waiting ON nps (user) WHERE account IS NULL AND user IS NOT NULL;

            CREATE TABLE engagement (
                key INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                name TEXT,
                type TEXT,
                state TEXT
            );

            CREATE TABLE engagement_view (
                key INTEGER PRIMARY KEY,
                view_id TEXT NOT NULL UNIQUE,
                ts INTEGER NOT NULL,
                engagement INTEGER NOT NULL,
                user INTEGER,
                account INTEGER,
                state TEXT
            );
            CREATE INDEX engagement_view_account ON engagement_view (account, engagement, user, ts);
            CREATE INDEX engagement_view_waiting ON engagement_view (user) WHERE account IS NULL AND user IS NOT NULL;

            -- Users with facts that name no account; account_id is the first account that the user got.
            CREATE TABLE fact_waiting (user INTEGER PRIMARY KEY, account_id TEXT);
            CREATE INDEX fact_waiting_settled ON fact_waiting (user) WHERE account_id IS NOT NULL;

            CREATE TABLE fact_state (
                only INTEGER PRIMARY KEY CHECK (only = 1),
                folded_to INTEGER NOT NULL,
                zone TEXT NOT NULL,
                raw_from INTEGER,
                accounts_known_to INTEGER NOT NULL,
                changes_from INTEGER NOT NULL,
                all_changed_in INTEGER NOT NULL,
                erasures INTEGER NOT NULL
            );
            INSERT INTO fact_state VALUES (1, 0, 'UTC', NULL, 0, 0, 0, 0);

            -- Which accounts' facts changed in which transaction: ascending keys, four bytes each.
            CREATE TABLE fact_change (revision INTEGER PRIMARY KEY, accounts BLOB NOT NULL);

            CREATE INDEX user_not_counted ON user (type) WHERE type <> 'user';

            CREATE TRIGGER user_gets_account AFTER UPDATE OF account_id ON user
            WHEN OLD.account_id IS NULL AND NEW.account_id IS NOT NULL
            BEGIN
                UPDATE fact_waiting SET account_id = NEW.account_id WHERE user = NEW.key AND account_id IS NULL;
            END;

            CREATE TRIGGER user_changes_type AFTER UPDATE OF type ON user WHEN OLD.type IS NOT NEW.type
            BEGIN
                UPDATE fact_state SET all_changed_in = (SELECT last + 1 FROM revision)
                WHERE all_changed_in <= (SELECT last FROM revision);
            END;

            CREATE TABLE kpi_snapshot (
                as_of TEXT PRIMARY KEY,
                zone TEXT NOT NULL,
                measured_at INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                last_account INTEGER NOT NULL,
                is_complete INTEGER NOT NULL
            ) WITHOUT ROWID;

            -- key: as_of as a day number << 32 | fact_account.key.
            -- features: for each feature used in a rolling window its users in 7d, 7d_prev, 30d, 30d_prev, 90d, 90d_prev.
            CREATE TABLE kpi (
                key INTEGER PRIMARY KEY,
                as_of TEXT NOT NULL,
                account_id TEXT NOT NULL,
                au_7d INTEGER NOT NULL, au_7d_prev INTEGER NOT NULL,
                au_30d INTEGER NOT NULL, au_30d_prev INTEGER NOT NULL,
                au_90d INTEGER NOT NULL, au_90d_prev INTEGER NOT NULL,
                au_last_week INTEGER NOT NULL, au_last_week_prev INTEGER NOT NULL,
                au_last_month INTEGER NOT NULL, au_last_month_prev INTEGER NOT NULL,
                au_last_quarter INTEGER NOT NULL, au_last_quarter_prev INTEGER NOT NULL,
                nps_score_7d REAL, nps_score_7d_prev REAL,
                nps_score_30d REAL, nps_score_30d_prev REAL,
                nps_score_90d REAL, nps_score_90d_prev REAL,
                nps_score_last_week REAL, nps_score_last_week_prev REAL,
                nps_score_last_month REAL, nps_score_last_month_prev REAL,
                nps_score_last_quarter REAL, nps_score_last_quarter_prev REAL,
                nps_responses_7d INTEGER NOT NULL, nps_responses_7d_prev INTEGER NOT NULL,
                nps_responses_30d INTEGER NOT NULL, nps_responses_30d_prev INTEGER NOT NULL,
                nps_responses_90d INTEGER NOT NULL, nps_responses_90d_prev INTEGER NOT NULL,
                nps_responses_last_week INTEGER NOT NULL, nps_responses_last_week_prev INTEGER NOT NULL,
                nps_responses_last_month INTEGER NOT NULL, nps_responses_last_month_prev INTEGER NOT NULL,
                nps_responses_last_quarter INTEGER NOT NULL, nps_responses_last_quarter_prev INTEGER NOT NULL,
                engagements_active INTEGER NOT NULL, engagements_total INTEGER NOT NULL,
                features TEXT,
                revision INTEGER NOT NULL,
                au_7d_change REAL AS (CASE WHEN au_7d_prev <> 0
                    THEN (au_7d - au_7d_prev) * 100.0 / au_7d_prev
                    WHEN au_7d = 0 THEN 0.0 END),
                au_30d_change REAL AS (CASE WHEN au_30d_prev <> 0
                    THEN (au_30d - au_30d_prev) * 100.0 / au_30d_prev
                    WHEN au_30d = 0 THEN 0.0 END),
                au_90d_change REAL AS (CASE WHEN au_90d_prev <> 0
                    THEN (au_90d - au_90d_prev) * 100.0 / au_90d_prev
                    WHEN au_90d = 0 THEN 0.0 END),
                au_last_week_change REAL AS (CASE WHEN au_last_week_prev <> 0
                    THEN (au_last_week - au_last_week_prev) * 100.0 / au_last_week_prev
                    WHEN au_last_week = 0 THEN 0.0 END),
                au_last_month_change REAL AS (CASE WHEN au_last_month_prev <> 0
                    THEN (au_last_month - au_last_month_prev) * 100.0 / au_last_month_prev
                    WHEN au_last_month = 0 THEN 0.0 END),
                au_last_quarter_change REAL AS (CASE WHEN au_last_quarter_prev <> 0
                    THEN (au_last_quarter - au_last_quarter_prev) * 100.0 / au_last_quarter_prev
                    WHEN au_last_quarter = 0 THEN 0.0 END),
                nps_score_7d_change REAL AS (nps_score_7d - nps_score_7d_prev),
                nps_score_7d_pct_change REAL AS (CASE WHEN nps_score_7d_prev > 0
                    THEN (nps_score_7d - nps_score_7d_prev) / nps_score_7d_prev * 100.0 END),
                nps_score_30d_change REAL AS (nps_score_30d - nps_score_30d_prev),
                nps_score_30d_pct_change REAL AS (CASE WHEN nps_score_30d_prev > 0
                    THEN (nps_score_30d - nps_score_30d_prev) / nps_score_30d_prev * 100.0 END),
                nps_score_90d_change REAL AS (nps_score_90d - nps_score_90d_prev),
                nps_score_90d_pct_change REAL AS (CASE WHEN nps_score_90d_prev > 0
                    THEN (nps_score_90d - nps_score_90d_prev) / nps_score_90d_prev * 100.0 END),
                nps_score_last_week_change REAL AS (nps_score_last_week - nps_score_last_week_prev),
                nps_score_last_week_pct_change REAL AS (CASE WHEN nps_score_last_week_prev > 0
                    THEN (nps_score_last_week - nps_score_last_week_prev) / nps_score_last_week_prev * 100.0 END),
                nps_score_last_month_change REAL AS (nps_score_last_month - nps_score_last_month_prev),
                nps_score_last_month_pct_change REAL AS (CASE WHEN nps_score_last_month_prev > 0
                    THEN (nps_score_last_month - nps_score_last_month_prev) / nps_score_last_month_prev * 100.0 END),
                nps_score_last_quarter_change REAL AS (nps_score_last_quarter - nps_score_last_quarter_prev),
                nps_score_last_quarter_pct_change REAL AS (CASE WHEN nps_score_last_quarter_prev > 0
                    THEN (nps_score_last_quarter - nps_score_last_quarter_prev) / nps_score_last_quarter_prev * 100.0 END),
                nps_responses_7d_change REAL AS (CASE WHEN nps_responses_7d_prev <> 0
                    THEN (nps_responses_7d - nps_responses_7d_prev) * 100.0 / nps_responses_7d_prev
                    WHEN nps_responses_7d = 0 THEN 0.0 END),
                nps_responses_30d_change REAL AS (CASE WHEN nps_responses_30d_prev <> 0
                    THEN (nps_responses_30d - nps_responses_30d_prev) * 100.0 / nps_responses_30d_prev
                    WHEN nps_responses_30d = 0 THEN 0.0 END),
                nps_responses_90d_change REAL AS (CASE WHEN nps_responses_90d_prev <> 0
                    THEN (nps_responses_90d - nps_responses_90d_prev) * 100.0 / nps_responses_90d_prev
                    WHEN nps_responses_90d = 0 THEN 0.0 END),
                nps_responses_last_week_change REAL AS (CASE WHEN nps_responses_last_week_prev <> 0
                    THEN (nps_responses_last_week - nps_responses_last_week_prev) * 100.0 / nps_responses_last_week_prev
                    WHEN nps_responses_last_week = 0 THEN 0.0 END),
                nps_responses_last_month_change REAL AS (CASE WHEN nps_responses_last_month_prev <> 0
                    THEN (nps_responses_last_month - nps_responses_last_month_prev) * 100.0 / nps_responses_last_month_prev
                    WHEN nps_responses_last_month = 0 THEN 0.0 END),
                nps_responses_last_quarter_change REAL AS (CASE WHEN nps_responses_last_quarter_prev <> 0
                    THEN (nps_responses_last_quarter - nps_responses_last_quarter_prev) * 100.0 / nps_responses_last_quarter_prev
                    WHEN nps_responses_last_quarter = 0 THEN 0.0 END)
            );
            CREATE INDEX kpi_revision ON kpi (revision);

            CREATE VIEW feature_kpi AS
            SELECT as_of, account_id, feature,
                users_7d, users_7d_prev,
                CASE WHEN users_7d_prev <> 0 THEN (users_7d - users_7d_prev) * 100.0 / users_7d_prev
                    WHEN users_7d = 0 THEN 0.0 END AS users_7d_change,
                users_30d, users_30d_prev,
                CASE WHEN users_30d_prev <> 0 THEN (users_30d - users_30d_prev) * 100.0 / users_30d_prev
                    WHEN users_30d = 0 THEN 0.0 END AS users_30d_change,
                users_90d, users_90d_prev,
                CASE WHEN users_90d_prev <> 0 THEN (users_90d - users_90d_prev) * 100.0 / users_90d_prev
                    WHEN users_90d = 0 THEN 0.0 END AS users_90d_change,
                revision
            FROM (
                SELECT k.as_of, k.account_id, f.key AS feature, k.revision,
                    f.value ->> 0 AS users_7d, f.value ->> 1 AS users_7d_prev,
                    f.value ->> 2 AS users_30d, f.value ->> 3 AS users_30d_prev,
                    f.value ->> 4 AS users_90d, f.value ->> 5 AS users_90d_prev
                FROM kpi k, json_each(k.features) f
            );
            """)
}
