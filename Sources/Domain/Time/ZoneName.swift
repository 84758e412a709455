/// A name of the IANA time zone database, as far as its form tells.
///
/// Foundation also takes `GMT+7`, `PST` and `SystemV/AST4` for zones; a workspace's zone is a region and city or one of
/// the database's few other names. Foundation then knows which of them exist: it carries the database itself, so that
/// every machine has the same.
package struct ZoneName: Sendable, Hashable {
    package let text: String

    /// Nothing where the database has no name like it.
    package init?(_ text: String) {
        let isOfRegion = text.contains("/") && !text.hasPrefix("SystemV/") && text != "US/Pacific-New"
        guard isOfRegion || Self.withoutRegion.contains(text) else { return nil }
        self.text = text
    }

    /// Names from before there were regions; the database gets no more of them.
    private static let withoutRegion: Set<String> = [
        "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "Factory", "GB", "GB-Eire", "GMT", "GMT+0",
        "GMT-0", "GMT0", "Greenwich", "HST", "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein",
        "Libya", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC",
        "ROK", "Singapore", "Turkey", "UCT", "UTC", "Universal", "W-SU", "WET", "Zulu",
    ]
}
