import Domain

/// Loads the rows of one kind of file.
protocol RowLoader: Sendable {
    /// The columns that this kind of file may have, standard and custom.
    var knownColumns: [String] { get }
    func load(from source: FileSource) async throws -> ImportTally
}

/// What became of the rows of an import, in the words of the summary.
struct ImportTally: Sendable, Encodable {
    var new = 0
    var changed = 0
    var unchanged = 0
    /// Facts that were known by their id already.
    var duplicates = 0
    /// Facts that wait until their user has an account.
    var waiting = 0
    /// Users that only facts name.
    var newUsers = 0
    var rejected = 0
    /// Domains that `domains never` had ruled out and that the file assigns; nothing where there are none.
    var reopenedDomains: [String]?
    /// Of all persons known now; nothing for other kinds, and where there are none.
    var sharedEmails: SharedEmails?

    /// Says which decisions the file took back; nothing where it took none.
    var reopening: String? {
        guard let domains = reopenedDomains else { return nil }
        let shown = domains.prefix(5).joined(separator: ", ") + (domains.count > 5 ? ", …" : "")
        return "\(grouped(domains.count)) of them had been ruled out by `domains never`; that is taken back: \(shown)"
    }
}
