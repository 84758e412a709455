package import Domain

/// Changes a text of `crosswalk.yaml` so that it says another configuration, and leaves the lines alone that need not change.
///
/// Only keys whose values differ are written anew, so comments beside all others stay. Whatever the text looks like, the
/// outcome is read again: where it does not say what it should, the whole file is written from the configuration.
package struct ConfigurationEdit {
    private var lines: [String]

    /// The text that says the wanted configuration.
    package static func text(_ text: String, saying wanted: HubConfiguration) -> String {
        let reader = ConfigurationReader()
        guard let present = try? reader.configuration(from: text) else { return ConfigurationText(wanted).text }
        var edit = ConfigurationEdit(
            lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        edit.change(Outline(present), to: Outline(wanted))
        let changed = edit.lines.joined(separator: "\n")
        guard let read = try? reader.configuration(from: changed), Outline(read) == Outline(wanted) else {
            return ConfigurationText(wanted).text
        }
        return changed
    }

    private mutating func change(_ present: Outline, to wanted: Outline) {
        guard case .section(let before) = present, case .section(let after) = wanted else { return }
        for section in after {
            let old = before.first { $0.key == section.key }?.value
            if old != section.value { change(section, from: old) }
        }
    }

    /// One section of the file, key by key where it stands on lines of its own.
    private mutating func change(_ section: Outline.Entry, from old: Outline?) {
        guard let start = lines.firstIndex(where: { Self.isEntry($0, key: section.key, indent: 0) }) else {
            while lines.last?.isEmpty == true { lines.removeLast() }
            return lines += [""] + ConfigurationText.lines(of: section, depth: 0) + [""]
        }
        guard case .section(let before)? = old, case .section(let after) = section.value,
            Self.isBare(lines[start])
        else { return replace(start..<end(of: start, indent: 0), with: ConfigurationText.lines(of: section, depth: 0)) }
        let gone = before.filter { entry in !after.contains { $0.key == entry.key } }
        for entry in gone { replace(entry.key, under: start, with: []) }
        for entry in after where before.first(where: { $0.key == entry.key })?.value != entry.value {
            replace(entry.key, under: start, with: ConfigurationText.lines(of: entry, depth: 1))
        }
    }

    /// A key of a section with all that belongs to it; a new one comes last.
    private mutating func replace(_ key: String, under start: Int, with new: [String]) {
        let last = end(of: start, indent: 0)
        guard let found = lines[start..<last].firstIndex(where: { Self.isEntry($0, key: key, indent: 2) }) else {
            return lines.insert(contentsOf: new, at: last)
        }
        var new = new
        if let comment = Self.comment(of: lines[found]), !new.isEmpty { new[0] += comment }
        replace(found..<min(end(of: found, indent: 2), last), with: new)
    }

    private mutating func replace(_ range: Range<Int>, with new: [String]) {
        lines.replaceSubrange(range, with: new)
    }

    /// Where what follows a line and is indented more than it ends; comments and blanks before the next key are that key's.
    private func end(of start: Int, indent: Int) -> Int {
        var end = start + 1
        for index in lines.indices.dropFirst(start + 1) {
            let line = lines[index]
            let depth = line.prefix { $0 == " " }.count
            if depth == line.count || line.dropFirst(depth).first == "#" { continue }
            guard depth > indent || (depth == indent && line.dropFirst(depth).first == "-") else { break }
            end = index + 1
        }
        return end
    }

    private static func isEntry(_ line: String, key: String, indent: Int) -> Bool {
        line.hasPrefix(String(repeating: " ", count: indent) + key + ":")
    }

    /// Whether nothing but a comment follows the key on its line.
    private static func isBare(_ line: String) -> Bool {
        let rest = line.drop { $0 != ":" }.dropFirst().drop { $0 == " " }
        return rest.isEmpty || rest.first == "#"
    }

    /// The comment at the end of a line, with the blanks before it; nothing where a value may hold the sign.
    private static func comment(of line: String) -> String? {
        guard !line.contains("\""), !line.contains("'"), let sign = line.firstIndex(of: "#"), sign > line.startIndex,
            line[line.index(before: sign)] == " "
        else { return nil }
        return String(repeating: " ", count: line[..<sign].reversed().prefix { $0 == " " }.count) + line[sign...]
    }
}
