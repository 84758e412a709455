/// What to do about a failure; the engine obeys it and asks nothing else (D§24).
package enum Remedy: Sendable, Hashable {
    /// Try the same request again after a pause; the connector has not already done so.
    case retry(after: Duration)
    /// Leave this record, say why in the journal, go on with the next.
    case skipRecord
    /// Close the run in good order; the next slot resumes from the bookmark.
    case pauseRun
    /// The connection is down until a person authorises it again.
    case reauthorize
    /// The run cannot go on until a person has changed something; the message says what.
    case failRun
}
