import Synchronization

/// A Salesforce organisation in memory: its objects, records and rules, without any HTTP.
///
/// Every version argument is the text of the request's API version, such as `62.0`. Every instant is UTC milliseconds.
package final class SalesforceOrg: Sendable {
    package typealias Clock = @Sendable () -> Int64

    package let identity: OrgIdentity
    package let clock: Clock
    let state: Mutex<OrgState>

    init(identity: OrgIdentity, clock: @escaping Clock, state: consuming sending OrgState) {
        self.identity = identity
        self.clock = clock
        self.state = Mutex(state)
    }
}
