extension Migration {
    /// What is about to be sent to Salesforce, what was acknowledged, and what a person has taken back.
    ///
    /// Values have no declared type, so that they compare with mirror columns as they are: numbers as numbers, texts
    /// as texts, instants as milliseconds. `type` is the field's type in Salesforce, `mapping` what the value was made
    /// by: a hold ends when that changes.
    static let push = Migration(
        sql: """
            CREATE TABLE push_intent (
                object TEXT NOT NULL,
                id TEXT NOT NULL,
                field TEXT NOT NULL,
                type TEXT NOT NULL,
                run INTEGER NOT NULL,
                entity TEXT NOT NULL,
                record TEXT NOT NULL,
                value,
                before,
                mapping TEXT NOT NULL,
                job TEXT,
                PRIMARY KEY (object, id, field)
            ) WITHOUT ROWID;
            CREATE INDEX push_intent_job ON push_intent (object, job, id) WHERE job IS NOT NULL;

            CREATE TABLE pushed (
                object TEXT NOT NULL,
                id TEXT NOT NULL,
                field TEXT NOT NULL,
                type TEXT NOT NULL,
                entity TEXT NOT NULL,
                record TEXT NOT NULL,
                value,
                before,
                mapping TEXT NOT NULL,
                run INTEGER NOT NULL,
                acknowledged_at INTEGER NOT NULL,
                PRIMARY KEY (object, id, field)
            ) WITHOUT ROWID;
            CREATE INDEX pushed_run ON pushed (run);

            CREATE TABLE push_hold (
                object TEXT NOT NULL,
                id TEXT NOT NULL,
                field TEXT NOT NULL,
                since_run INTEGER NOT NULL,
                mapping TEXT NOT NULL,
                PRIMARY KEY (object, id, field)
            ) WITHOUT ROWID;

            CREATE TABLE collision_winner (
                entity TEXT NOT NULL,
                salesforce_id TEXT NOT NULL,
                record INTEGER NOT NULL,
                PRIMARY KEY (entity, salesforce_id)
            ) WITHOUT ROWID;

            CREATE TABLE push_refused (
                entity TEXT NOT NULL,
                record TEXT NOT NULL,
                run INTEGER NOT NULL,
                PRIMARY KEY (entity, record)
            ) WITHOUT ROWID;

            CREATE TABLE push_collision (
                entity TEXT NOT NULL,
                salesforce_id TEXT NOT NULL,
                PRIMARY KEY (entity, salesforce_id)
            ) WITHOUT ROWID;
            """)
}
