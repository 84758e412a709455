/// A parameterised search, as its URI or its body says it.
package struct ParameterizedSearch: Sendable {
    /// One of `sobjects`: what to return of an object.
    package struct Target: Sendable {
        package let name: String
        package let fields: [String]
        package let condition: String?
        package let limit: Int?

        package init(name: String, fields: [String], condition: String?, limit: Int?) {
            self.name = name
            self.fields = fields
            self.condition = condition
            self.limit = limit
        }
    }

    package let text: String
    /// ALL, NAME, EMAIL, PHONE or SIDEBAR.
    package let group: String?
    package let targets: [Target]
    package let defaultLimit: Int?
    package let overallLimit: Int?

    package init(text: String, group: String?, targets: [Target], defaultLimit: Int?, overallLimit: Int?) {
        self.text = text
        self.group = group
        self.targets = targets
        self.defaultLimit = defaultLimit
        self.overallLimit = overallLimit
    }

    func query() throws(SalesforceFault) -> SOSLQuery {
        var query = try SOSLQuery(term: text)
        query.group = (group ?? "ALL").uppercased()
        query.limit = overallLimit
        query.targets = targets.map { target in
            let fields = target.fields.isEmpty ? "Id" : target.fields.joined(separator: ", ")
            let condition = target.condition.map { " WHERE \($0)" } ?? ""
            let limit = (target.limit ?? defaultLimit).map { " LIMIT \($0)" } ?? ""
            return SOSLQuery.Target(
                object: target.name, soql: "SELECT \(fields) FROM \(target.name)\(condition)\(limit)")
        }
        return query
    }
}
