import Synchronization

/// A Salesforce organisation in memory: its objects, records and rules, without any HTTP.
///
/// Every version argument is the text of the request's API version, such as `62.0`. Every instant is UTC milliseconds.
package final class SalesforceOrg: Sendable {
    package typealias Clock = @Sendable () -> Int64

    package let identity: OrgIdentity
    package let clock: Clock
    /// When the schema was last changed: for Last-Modified, If-Modified-Since and ETag of describes.
    package let schemaStamp: Int64
    let searchLag: Int64
    let journal: AppendFile?
    let writeLogFile: AppendFile?
    let state: Mutex<OrgState>
    /// The rows of the schema's own objects, from the first query of them on.
    let definitions = Mutex<[ObjectTable]>([])

    private init(
        identity: OrgIdentity, clock: @escaping Clock, searchLag: Int64, journal: AppendFile?,
        writeLogFile: AppendFile?,
        state: OrgState
    ) {
        self.identity = identity
        self.clock = clock
        self.searchLag = searchLag
        self.journal = journal
        self.writeLogFile = writeLogFile
        schemaStamp = clock()
        self.state = Mutex(state)
    }

    /// Loads the files, in a few seconds a million rows, and replays the state file.
    package static func load(
        _ sources: OrgSources, identity: OrgIdentity = OrgIdentity(), clock: @escaping Clock
    ) throws(OrgDataError) -> SalesforceOrg {
        var state = try OrgLoader(sources, identity: identity, now: clock()).load()
        var journal: AppendFile?
        if let path = sources.stateFile {
            let isThere = FileBytes.exists(path)
            let file = try AppendFile(path)
            if isThere { file.truncate(to: try JournalReplay(path: path).apply(to: &state, identity: identity)) }
            journal = file
        }
        var writeLogFile: AppendFile?
        if let path = sources.writeLogFile { writeLogFile = try AppendFile(path) }
        let lag = sources.searchLag.components
        return SalesforceOrg(
            identity: identity, clock: clock, searchLag: lag.seconds * 1_000 + lag.attoseconds / 1_000_000_000_000_000,
            journal: journal, writeLogFile: writeLogFile, state: state)
    }

    /// The organisation as it is now; later writes do not change it.
    func snapshot() -> OrgData {
        state.withLock { $0.data }
    }
}
