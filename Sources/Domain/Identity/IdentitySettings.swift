/// What of the configuration decides who is known and how members are associated.
package struct IdentitySettings: Sendable, Hashable {
    /// The object whose records are persons, as the mirror calls it.
    package let contacts: String
    /// The field of theirs that holds the address.
    package let emailField: String
    /// Of the rules and lists; when it differs from the last one, every member is concerned.
    package let fingerprint: String

    package init(_ configuration: HubConfiguration) {
        contacts = configuration.users.object
        emailField = configuration.users.fieldName(of: .email)
        let rules = configuration.community.match.map(\.rawValue).joined(separator: ",")
        let mail = configuration.freeMail
        fingerprint =
            "1|\(rules)|+\(mail.add.sorted().joined(separator: ","))|-\(mail.remove.sorted().joined(separator: ","))"
    }
}
