import Domain

extension ExplorerQuery.Filter {
    /// Reads `field:comparison:value`, as the address of a list gives it.
    init(reading text: String) throws(Problem) {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, let comparison = ExplorerQuery.Comparison(rawValue: parts[1]) else {
            throw Problem.invalid(
                "filter is field:comparison:value; comparisons are "
                    + ExplorerQuery.Comparison.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        self.init(column: parts[0], comparison: comparison, value: parts.count > 2 ? parts[2] : "")
    }

    /// What a filter may look at besides the columns: the record's link.
    static let ofLinks = ["link", "rule", "linked_to"]

    /// Refuses what no record could ever answer to.
    ///
    /// - Parameter types: of the columns, by name; what is not among them holds texts.
    func check(_ types: [String: CellType]) throws(Problem) {
        if column == "link" {
            let verdicts = MatchVerdict.allCases.map(\.name)
            guard comparison == .equals || comparison == .differs, verdicts.contains(value) else {
                throw Problem.invalid(
                    "link is compared by equals or differs, with \(verdicts.joined(separator: ", ")).")
            }
        }
        let type = types[column] ?? .text
        guard type != .text, type != .userType else { return }
        switch comparison {
        case .isSet, .isNotSet: return
        case .contains, .begins:
            throw Problem.invalid(
                "\(comparison.rawValue) looks into texts; \(column) is \(type.expectation). Compare it by equals, "
                    + "differs, above or below.")
        case .equals, .differs, .above, .below:
            var text = value
            switch text.withUTF8({ type.read($0) }) {
            case .integer, .double: return
            case .null, .text, nil:
                throw Problem.invalid(
                    "filter on \(column): its value is \(type.expectation); this is not: \(value.prefix(40)).")
            }
        }
    }
}
