import Domain

extension Rehearsal {
    /// What is told, for machines; and the same in lines, for people.
    struct Result: Encodable {
        /// Objects of which nothing can be said before they are fetched.
        var notFetched: [String] = []
        var matches: [Match] = []
        var members: PreviewText?
        var maps: [Part] = []
        var pushes: [Part] = []
        private(set) var lines: [String] = []

        private enum CodingKeys: String, CodingKey { case notFetched, matches, members, maps, pushes }

        mutating func say(_ line: String = "") { lines.append(line) }

        mutating func tell(_ title: String, _ part: Part, shortfalls: [String] = []) {
            say(title)
            say("  values that would be written: \(grouped(part.values)), in \(counted(part.records, "record"))")
            for cell in part.samples { say("    \(cell.line)") }
            for shortfall in shortfalls { say("  \(shortfall)") }
            for note in part.notes { say("  ! \(note)") }
            say()
        }

        mutating func tell(_ title: String, _ preview: MatchPreview) {
            let (before, after) = (preview.before, preview.after)
            say(title)
            say(
                "  linked: \(grouped(before.linked)) now (\(percent(before.matchRate))), "
                    + "\(grouped(after.linked)) then (\(percent(after.matchRate)))")
            for change in MatchPreview.Change.allCases {
                say("  \(change.words): \(grouped(preview.changes[change] ?? 0))")
                for sample in preview.samples where sample.change == change {
                    let way = [sample.before, sample.after].compactMap { $0 }.joined(separator: " → ")
                    say("    \(sample.id)  \(way)\(sample.rule.map { "  by \($0)" } ?? "")")
                }
            }
            for note in preview.notes { say("  ! \(note)") }
            say()
        }
    }

    struct Match: Encodable {
        let entity: String
        let records: Int
        let linkedBefore: Int
        let linkedAfter: Int
        let matchRateBefore: Double
        let matchRateAfter: Double
        let changes: [String: Int]
        let samples: [Sample]
        let notes: [String]
    }

    struct Sample: Encodable {
        let change: String
        let id: String
        let before: String?
        let after: String?
        let rule: String?
    }

    /// Values that would be written.
    struct Part: Encodable {
        let entity: String
        let values: Int
        let records: Int
        let samples: [Cell]
        /// Of a push: values that would not be sent.
        var refused = 0
        var refusals: [Refusal] = []
        let notes: [String]
    }

    /// Values of one field that a push would refuse for one reason.
    struct Refusal: Encodable {
        let field: String
        let reason: String
        let values: Int
        let example: Cell
    }

    struct Cell: Encodable {
        let record: String
        let field: String
        let before: String
        let after: String
    }
}

extension Rehearsal.Cell {
    init(_ intent: PushIntent) {
        self.init(
            record: "\(intent.record) (\(intent.id))", field: intent.field, before: intent.before.text,
            after: intent.value.text)
    }

    fileprivate var line: String {
        let quoted = { (text: String) in text.isEmpty ? "(empty)" : text }
        return "\(record)  \(field): \(quoted(before)) → \(quoted(after))"
    }
}

extension MatchPreview.Change {
    fileprivate var words: String {
        switch self {
        case .linked: "newly linked"
        case .unlinked: "unlinked"
        case .relinked: "re-pointed"
        case .ambiguous: "newly ambiguous"
        }
    }
}
