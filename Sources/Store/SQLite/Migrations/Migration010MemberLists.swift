extension Migration {
    /// What members are listed by: the indexes of addresses and domains also hold the order of lists, so that a page
    /// reads the members whom it shows and no others. With a million members this takes some seconds, once.
    static let memberLists = Migration(
        sql: """
            DROP INDEX community_user_email;
            CREATE INDEX community_user_email ON community_user (email_key, tenant, id) WHERE email_key IS NOT NULL;
            DROP INDEX community_user_domain;
            CREATE INDEX community_user_domain ON community_user (domain, tenant, id) WHERE domain IS NOT NULL;
            """)
}
