/// A column's name as people write it (`Account ID`) beside the one that is known (`account_id`).
package enum Misspelling {
    /// The known name that a header means and does not spell; nothing where it spells one, or means none.
    package static func meant(by name: String, of known: [String]) -> String? {
        known.contains(name) ? nil : known.first { same(name, $0) }
    }

    /// Whether two names have the same letters and digits, whatever their case.
    static func same(_ one: String, _ other: String) -> Bool {
        letters(of: one) == letters(of: other)
    }

    private static func letters(of name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
