import Domain

/// When members were seen to do something (D§19): content, likes, votes, sign-ups, and the platform's own stamp.
enum MemberSigns {
    /// The types of activity that count, as a list in SQL.
    static let types = CommunityKind.activeTypes.map { "'\($0)'" }.joined(separator: ", ")

    /// A row of `member` and `at` for each sign.
    static let table = """
        (SELECT u.key AS member, c.created_at AS at FROM community_content c
            JOIN community_user u ON u.tenant = c.tenant AND u.id = c.author_id
        UNION ALL SELECT u.key, a.occurred_at FROM community_activity a
            JOIN community_user u ON u.tenant = a.tenant AND u.id = a.community_user_id WHERE a.type IN (\(types))
        UNION ALL SELECT key, last_active_at FROM community_user WHERE last_active_at IS NOT NULL)
        """
}
