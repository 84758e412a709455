import Yams

/// One value of the file, with the way to it and the list that its mistakes go to.
///
/// Each reading gives nothing after it has noted a mistake, so the caller goes on with what comes next.
struct YAMLValue {
    let node: Node
    let path: String
    let mistakes: MistakeList

    func reject(_ message: String) {
        mistakes.add(message, at: node.mark, path: path)
    }

    /// Written plainly as `null`, `~` or nothing at all: the same as left out.
    var isNull: Bool {
        guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// Any single value as it is written.
    func text(_ what: String = "a text") -> String? {
        guard let scalar = node.scalar, !isNull else { return expected(what) }
        guard !scalar.string.allSatisfy(\.isWhitespace) else { return expected(what) }
        return scalar.string
    }

    func flag() -> Bool? {
        switch node.scalar?.string {
        case "true": true
        case "false": false
        default: expected("true or false")
        }
    }

    func wholeNumber(_ range: ClosedRange<Int>) -> Int? {
        guard let text = node.scalar?.string, let number = Int(text), range.contains(number) else {
            let bounds =
                range.upperBound == .max
                ? "of \(range.lowerBound) or more" : "from \(range.lowerBound) to \(range.upperBound)"
            return expected("a whole number \(bounds)")
        }
        return number
    }

    /// `20%` as 0.2; from nothing to `most` of a hundred.
    func percentage(most: Double) -> Double? {
        guard let text = node.scalar?.string, text.hasSuffix("%"), let number = Double(text.dropLast()),
            number >= 0, number <= most
        else { return expected("a percentage from 0% to \(Int(most))%, such as 20%") }
        return number / 100
    }

    /// One of a few words.
    func word<Choice: RawRepresentable<String> & CaseIterable>(of choice: Choice.Type) -> Choice? {
        let words = choice.allCases.map(\.rawValue)
        guard let text = text(listed(words)) else { return nil }
        if let match = Choice(rawValue: text) { return match }
        return reject("'\(text)' is not known here" + suggestion(for: text, among: words))
    }

    /// What `parse` makes of the text, or a mistake that says what is wanted.
    func parsed<Result>(_ what: String, by parse: (String) -> Result?) -> Result? {
        guard let text = text(what) else { return nil }
        guard let result = parse(text) else { return expected(what) }
        return result
    }

    /// Each item of a list; null is an empty one.
    func items() -> [YAMLValue]? {
        if isNull { return [] }
        guard let sequence = node.sequence else { return expected("a list") }
        return sequence.enumerated().map { index, item in
            YAMLValue(node: item, path: "\(path)[\(index)]", mistakes: mistakes)
        }
    }

    /// Each item of a list by `reading`; what has a mistake is left out.
    func list<Item>(_ reading: (YAMLValue) -> Item?) -> [Item]? {
        items()?.compactMap(reading)
    }

    /// One item, or a list of them.
    func oneOrMore<Item>(_ reading: (YAMLValue) -> Item?) -> [Item]? {
        node.sequence == nil ? reading(self).map { [$0] } : list(reading)
    }

    var isSection: Bool { node.mapping != nil }

    func expected<Result>(_ what: String) -> Result? {
        reject("\(found) stands here; write \(what)")
    }

    func reject<Result>(_ message: String) -> Result? {
        reject(message) as Void
        return nil
    }

    private var found: String {
        switch node {
        case .scalar(let scalar):
            isNull || scalar.string.isEmpty ? "nothing" : "'\(scalar.string.prefix(60))'"
        case .sequence: "a list"
        case .mapping: "a section (key: value)"
        case .alias: "an alias"
        }
    }
}

/// `; did you mean x?` where something is near, else all that would be right.
func suggestion(for word: String, among words: [String]) -> String {
    if let nearest = nearestWord(to: word, among: words) { return "; did you mean '\(nearest)'?" }
    return words.isEmpty || words.count > 40 ? "" : "; write \(listed(words))"
}

/// `a, b or c`.
func listed(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
}
