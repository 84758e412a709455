/// The hosts of members' addresses, each of them once, and which of them each member has.
package struct MemberHosts: Sendable {
    /// As they stand in addresses that `EmailKey` has put into form.
    let hosts: KeyColumn
    /// For each member the place of their host; `none` without an address.
    let places: [UInt32]

    static let none = UInt32.max

    package init(_ emails: KeyColumn) {
        var numbers = HostNumbers()
        places = emails.withView { view in
            (0..<emails.count).map { row in
                guard view.hashes[row] != 0 else { return Self.none }
                let email = view[row]
                var at = email.count - 1
                while email[at] != UInt8(ascii: "@") { at -= 1 }
                return UInt32(truncatingIfNeeded: numbers.number(of: email.from(at + 1)))
            }
        }
        hosts = numbers.hosts
    }

    /// How many different hosts there are.
    package var count: Int { hosts.count }
}
