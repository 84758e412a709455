/// Someone who may log in to the pages.
package struct AdminPerson: Sendable, Hashable {
    package let id: Int64
    package let email: String
    package let name: String
    package let role: Role
    package let lastLogin: Instant?

    package init(id: Int64, email: String, name: String, role: Role, lastLogin: Instant?) {
        self.id = id
        self.email = email
        self.name = name
        self.role = role
        self.lastLogin = lastLogin
    }
}

/// A person who is logged in, as their session says.
package struct OpenSession: Sendable, Hashable {
    package let person: AdminPerson
    package let openedAt: Instant
    package let seenAt: Instant
    /// What the last action did, to be shown once: `good`, `bad` or `plain`, a colon, and the text.
    package let notice: String?

    package init(person: AdminPerson, openedAt: Instant, seenAt: Instant, notice: String?) {
        self.person = person
        self.openedAt = openedAt
        self.seenAt = seenAt
        self.notice = notice
    }
}
