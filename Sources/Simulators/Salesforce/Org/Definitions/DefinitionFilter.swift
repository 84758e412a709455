/// What queries of an organisation's definitions may not do: these rows are computed, not stored.
struct DefinitionFilter {
    let object: DefinitionObject

    func check(_ soql: SOQLQuery) throws(SalesforceFault) {
        guard !object.isToolingOnly else { return }
        guard !soql.hasAggregates else {
            throw SalesforceFault(
                "INVALID_OPERATION",
                "The requested operation is not yet supported by this SObject storage type, contact salesforce.com support"
                    + " for more information.")
        }
        if let condition = soql.condition { try check(condition) }
        guard object.requiredFilters.isEmpty || soql.condition?.pins(isRequired) ?? false else {
            throw SalesforceFault(
                "MALFORMED_QUERY",
                "\(object.rawValue): a filter on a reified column is required"
                    + " [\(object.requiredFilters.joined(separator: ","))]")
        }
    }

    private func check(_ condition: SOQLQuery.Condition) throws(SalesforceFault) {
        switch condition {
        case .any: throw Self.unsupported("Disjunctions not supported")
        case .not, .isAmong(_, _, negated: true): throw Self.unsupported("Only equals comparisons permitted")
        case .compare(_, .notEqual, let literal) where literal.value != .null:
            throw Self.unsupported("Only equals comparisons permitted")
        case .includes: throw Self.unsupported("Unsupported filter type")
        case .all(let parts): for part in parts { try check(part) }
        case .compare, .isAmong, .isIn: return
        }
    }

    private static func unsupported(_ message: String) -> SalesforceFault {
        SalesforceFault("EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION", message)
    }

    /// Whether a field is one of those required, or belongs to what one of them refers to.
    private func isRequired(_ name: String) -> Bool {
        let parts = name.split(separator: ".")
        let field = parts.count > 1 ? parts[0] + "Id" : name
        return object.requiredFilters.contains { $0.equalsIgnoringCase(field) }
    }
}
