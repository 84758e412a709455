import Yams

/// A section of the file: keys and their values, of which only known keys are let through.
struct YAMLSection {
    let value: YAMLValue
    let entries: [(key: String, value: YAMLValue)]

    /// Nothing where the value is no section; an unknown key is a mistake, but the others are read.
    init?(_ value: YAMLValue, keys known: [String]? = nil) {
        if value.isNull {
            self.value = value
            entries = []
            return
        }
        guard let mapping = value.node.mapping else {
            value.reject("a section is wanted here, that is lines of 'key: value'" + Self.hint(known))
            return nil
        }
        self.value = value
        var entries: [(key: String, value: YAMLValue)] = []
        for (keyNode, node) in mapping {
            guard let key = keyNode.scalar?.string else {
                value.mistakes.add("a key must be a single word", at: keyNode.mark, path: value.path)
                continue
            }
            let path = value.path.isEmpty ? key : "\(value.path).\(key)"
            if let known, !known.contains(key) {
                value.mistakes.add(
                    Self.complaint(aboutKey: key, known: known), at: keyNode.mark, path: path)
                continue
            }
            entries.append((key, YAMLValue(node: node, path: path, mistakes: value.mistakes)))
        }
        self.entries = entries
    }

    /// The key's value; nothing where it is left out or null.
    subscript(key: String) -> YAMLValue? {
        entries.first { $0.key == key && !$0.value.isNull }?.value
    }

    /// Puts what the key says into `target`; a key left out leaves it as it is.
    func read<Target>(_ key: String, into target: inout Target, by reading: (YAMLValue) -> Target?) {
        if let value = self[key], let result = reading(value) { target = result }
    }

    /// The same for what may be nothing, lest a mistake be taken for a value of nothing.
    func read<Target>(_ key: String, into target: inout Target?, by reading: (YAMLValue) -> Target?) {
        if let value = self[key], let result = reading(value) { target = result }
    }

    /// A key that must be there.
    func required(_ key: String, _ example: String) -> YAMLValue? {
        if let value = self[key] { return value }
        value.reject("'\(key)' is missing; write \(example)")
        return nil
    }

    private static func complaint(aboutKey key: String, known: [String]) -> String {
        if ["client_secret", "password", "private_key", "refresh_token", "secret"].contains(key) {
            return "secrets do not belong in this file; give it to 'crosswalk connect', which stores it encrypted"
        }
        return "there is no key '\(key)' here" + suggestion(for: key, among: known)
    }

    private static func hint(_ known: [String]?) -> String {
        guard let known else { return "" }
        return "; the keys are \(known.joined(separator: ", "))"
    }
}
