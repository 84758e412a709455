/// A key of a program: for the API, or for sending product data. The key itself is kept nowhere, only its hash.
package struct AccessKey: Sendable, Hashable {
    package let id: Int64
    package let name: String
    package let scope: KeyScope
    /// How the key begins, to tell one from another.
    package let prefix: String
    package let hash: [UInt8]
    package let createdBy: String
    package let createdAt: Instant

    package init(
        id: Int64, name: String, scope: KeyScope, prefix: String, hash: [UInt8], createdBy: String, createdAt: Instant
    ) {
        self.id = id
        self.name = name
        self.scope = scope
        self.prefix = prefix
        self.hash = hash
        self.createdBy = createdBy
        self.createdAt = createdAt
    }
}

/// A line of the audit log: who changed what.
package struct AuditEntry: Sendable, Hashable {
    /// Rises with every line; 0 before the line is written.
    package let number: Int64
    package let at: Instant
    /// An e-mail address, or `key:` and a key's name.
    package let who: String
    /// Such as `configuration.apply` or `key.create`.
    package let action: String
    package let subject: String
    package let detail: String

    package init(number: Int64 = 0, at: Instant, who: String, action: String, subject: String, detail: String = "") {
        self.number = number
        self.at = at
        self.who = who
        self.action = action
        self.subject = subject
        self.detail = detail
    }
}

/// A configuration as it once was in force.
package struct ConfigurationVersion: Sendable, Hashable {
    package let number: Int64
    package let at: Instant
    package let who: String
    package let text: String

    package init(number: Int64, at: Instant, who: String, text: String) {
        self.number = number
        self.at = at
        self.who = who
        self.text = text
    }
}
