/// A domain that belongs to an account, as somebody said.
package struct AssignedDomain: Sendable, Hashable {
    package let domain: String
    package let account: String
    package let accountName: String?

    package init(domain: String, account: String, accountName: String? = nil) {
        self.domain = domain
        self.account = account
        self.accountName = accountName
    }
}
