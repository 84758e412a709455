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
    /// Of all persons known now; nothing for other kinds, and where there are none.
    var sharedEmails: SharedEmails?
}
