package import Domain

/// Whoever sent a request, once it is known who that is.
package enum Visitor: Sendable, Hashable {
    case nobody
    /// A person with a session in a browser.
    case person(AdminPerson, session: SecretSession)
    /// A program with a key.
    case program(AccessKey)

    /// How the audit log names them.
    package var name: String {
        switch self {
        case .nobody: "nobody"
        case .person(let person, _): person.email
        case .program(let key): "key:\(key.name)"
        }
    }
}

/// What a page needs to know of the session it is shown in.
package struct SecretSession: Sendable, Hashable {
    let tokenHash: [UInt8]
    package let csrfToken: String
    /// Left by the last action; shown once.
    package let notice: PageShell.Notice?
}
