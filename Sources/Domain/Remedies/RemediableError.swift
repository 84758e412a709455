/// An error that knows what to do about itself.
package protocol RemediableError: Error, Sendable, CustomStringConvertible {
    var remedy: Remedy { get }
    /// One or two plain sentences for an admin: what happened and what to do; no secret, no personal data.
    var advice: String { get }
}

extension RemediableError {
    package var description: String { advice }
}
