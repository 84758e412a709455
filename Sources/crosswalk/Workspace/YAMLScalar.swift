import Foundation

/// Sets single values in a YAML file and leaves every comment and every other line as it is.
enum YAMLScalar {
    /// The text with `key` under the top-level `section` set to `value`; section and key are added where missing.
    static func setting(_ key: String, to value: String, in section: String, of text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let line = "  \(key): \(value)"
        guard let start = lines.firstIndex(where: { $0.hasPrefix("\(section):") }) else {
            while lines.last?.isEmpty == true { lines.removeLast() }
            return (lines + ["", "\(section):", line, ""]).joined(separator: "\n")
        }
        // A section in braces, or one that is null, is opened up.
        let end = lines[(start + 1)...].firstIndex { isTopLevel($0) } ?? lines.endIndex
        if let index = lines[(start + 1)..<end].firstIndex(where: { isEntry($0, key: key) }) {
            let depth = indent(lines[index])
            // What stood below the key, as a list over several lines does, goes with its old value.
            let rest = lines[(index + 1)..<end].firstIndex { !isBelow($0, depth) } ?? end
            lines.replaceSubrange(index..<rest, with: [line + comment(of: lines[index])])
        } else {
            lines.insert(line, at: start + 1)
        }
        return lines.joined(separator: "\n")
    }

    private static func isTopLevel(_ line: String) -> Bool {
        guard let first = line.first else { return false }
        return first != " " && first != "#" && first != "\t"
    }

    private static func indent(_ line: String) -> Int { line.prefix { $0 == " " }.count }

    /// Whether a line belongs to the key above it that is indented this deep; a list may stand as deep as its key.
    private static func isBelow(_ line: String, _ depth: Int) -> Bool {
        let text = line.drop { $0 == " " }
        guard !text.isEmpty, text.first != "#" else { return false }
        return indent(line) > depth || (indent(line) == depth && text.hasPrefix("- "))
    }

    private static func isEntry(_ line: String, key: String) -> Bool {
        let trimmed = line.drop { $0 == " " }
        return trimmed.hasPrefix("\(key):") && line.first == " "
    }

    /// The comment at the end of a line, with the blanks before it.
    private static func comment(of line: String) -> String {
        guard let hash = line.range(of: " #") else { return "" }
        return " " + line[hash.lowerBound...]
    }
}
