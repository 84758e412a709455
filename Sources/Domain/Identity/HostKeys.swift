/// The parts of some hosts that ways compare, in columns.
struct HostKeys {
    private(set) var hosts: KeyColumn
    private(set) var domains: KeyColumn
    private(set) var labels: KeyColumn
    /// Places of those that belong to a provider of mail; they have no keys.
    private(set) var ofProviders: [Int] = []

    init(_ all: KeyColumn, _ part: Range<Int>, _ providers: MailProviders) {
        hosts = KeyColumn(capacity: part.count)
        domains = KeyColumn(capacity: part.count)
        labels = KeyColumn(capacity: part.count)
        let none = Bytes(start: nil, count: 0)
        var parts = HostParts()
        all.withView { view in
            for row in part {
                parts.read(host: view[row])
                let isOfProvider =
                    !parts.host.isEmpty && providers.contain(host: parts.host, registered: parts.domainStart)
                if isOfProvider { ofProviders.append(row - part.lowerBound) }
                hosts.append(isOfProvider ? none : parts.host)
                // A host that is itself what somebody registered has been looked for already.
                domains.append(isOfProvider || parts.domainStart == 0 ? none : parts.domain)
                labels.append(isOfProvider ? none : parts.label)
            }
        }
    }
}
