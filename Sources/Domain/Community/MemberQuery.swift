/// Which members to list, and from where on.
package struct MemberQuery: Sendable, Hashable {
    /// The beginning of an id, or of an e-mail whatever its case.
    package var search: String?
    package var tenant: String?
    package var domain: String?
    package var account: String?
    /// Nothing means all, whatever was concluded.
    package var verdict: MatchVerdict?
    package var after: MemberKey?
    package var limit = 50

    package init() {}
}
