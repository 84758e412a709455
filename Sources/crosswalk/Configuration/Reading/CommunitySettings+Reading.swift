import Domain

extension CommunitySettings {
    mutating func read(_ value: YAMLValue) {
        guard let section = YAMLSection(value, keys: ["connections", "match"]) else { return }
        section.read("connections", into: &connections, by: Self.connections)
        section.read("match", into: &match, by: Self.rules)
    }

    private static func connections(_ value: YAMLValue) -> [Connection]? {
        var tenants: Set<String> = []
        return value.list { item in
            guard let section = YAMLSection(item, keys: ["tenant", "host", "client_id"]),
                let tenant = section.required("tenant", "tenant: customer-en")?.text(),
                let host = section.required("host", "host: api2-eu-west-1.insided.com")?.text(),
                let clientID = section.required("client_id", "client_id: abc")?.text()
            else { return nil }
            guard !tenant.contains("/") else { return item.reject("a tenant's name has no '/'") }
            guard tenants.insert(tenant).inserted else { return item.reject("the tenant '\(tenant)' stands twice") }
            return Connection(tenant: tenant, host: host, clientID: clientID)
        }
    }

    private static func rules(_ value: YAMLValue) -> [Rule]? {
        var seen: Set<Rule> = []
        return value.list { item in
            guard let rule = item.word(of: Rule.self) else { return nil }
            guard seen.insert(rule).inserted else { return item.reject("'\(rule.rawValue)' stands twice") }
            return rule
        }
    }
}
