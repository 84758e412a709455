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
        var lines: [String: Int] = [:]
        for (keyNode, node) in mapping {
            guard let key = (keyNode.scalar?.string).map(RepeatedKey.plain) else {
                value.mistakes.add("a key must be a single word", at: keyNode.mark, path: value.path)
                continue
            }
            let path = value.path.isEmpty ? key : "\(value.path).\(key)"
            if let known, !known.contains(key) {
                value.mistakes.add(
                    Self.complaint(aboutKey: key, known: known), at: keyNode.mark, path: path)
                continue
            }
            if let line = lines[key] {
                value.mistakes.add(
                    "'\(key)' stands twice in the same section, first in line \(line); keep one", at: keyNode.mark,
                    path: path)
            } else {
                lines[key] = keyNode.mark?.line
            }
            entries.append((key, YAMLValue(node: node, path: path, mistakes: value.mistakes)))
        }
        self.entries = entries
    }

    /// The key's value; nothing where it is left out or null.
    subscript(key: String) -> YAMLValue? {
        entries.first { $0.key == key && !$0.value.isNull }?.value
    }

    /// Does something with the key's value; with each, where the key stands twice by mistake.
    func each(_ key: String, _ body: (YAMLValue) -> Void) {
        for entry in entries where entry.key == key && !entry.value.isNull { body(entry.value) }
    }

    /// Puts what the key says into `target`; a key left out leaves it as it is.
    func read<Target>(_ key: String, into target: inout Target, by reading: (YAMLValue) -> Target?) {
        each(key) { if let result = reading($0) { target = result } }
    }

    /// The same for what may be nothing, lest a mistake be taken for a value of nothing.
    func read<Target>(_ key: String, into target: inout Target?, by reading: (YAMLValue) -> Target?) {
        each(key) { if let result = reading($0) { target = result } }
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
