/// The hosts of members' addresses, each of them once, and which of them each member has.
package struct MemberHosts: Sendable {
    /// As they stand in addresses that `EmailKey` has put into form.
    let hosts: KeyColumn
    /// For each member the place of their host; `none` without an address.
    let places: [UInt32]

    static let none = UInt32.max

    package init(_ emails: KeyColumn) {
        var numbers = HostNumbers()
        var places = [UInt32](repeating: Self.none, count: emails.count)
        emails.withView { view in
            places.withUnsafeMutableBufferPointer { numbers.number(view, 0..<emails.count, into: $0) }
        }
        self.places = places
        hosts = numbers.hosts
    }

    /// How many different hosts there are.
    package var count: Int { hosts.count }
}
