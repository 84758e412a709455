extension MatchExplanation {
    /// The explanation as a terminal shows it.
    package var text: String {
        var lines = ["\(entity.rawValue) \(id)"]
        if override.neverAtAll { lines.append("  a person said: never link this record") }
        if let link = override.link {
            lines.append(
                "  a person said: this is \(link)" + (override.isStale ? " (deleted since; rules decide)" : ""))
        }
        for id in override.never.sorted() { lines.append("  a person said: this is not \(id)") }
        for (number, rule) in rules.enumerated() { lines += rule.lines(number: number + 1) }
        lines.append("  decision: \(sentence)")
        if let stored, stored.salesforceID != salesforceID || stored.verdict != verdict {
            let before = stored.salesforceID.map { "linked to \($0)" } ?? stored.verdict.name
            lines.append("  stored: \(before); records have changed since, and the next match will say as above")
        }
        return lines.joined(separator: "\n")
    }

    private var sentence: String {
        switch verdict {
        case .linked: "linked to \(salesforceID ?? "") by \(decidingRule ?? "")"
        case .ambiguousPick: "linked to \(salesforceID ?? ""), the oldest of several, by \(decidingRule ?? "")"
        case .ambiguous: "not linked, because \(decidingRule ?? "") found several"
        case .excluded: decidingRule == "manual" ? "not linked, as a person decided" : "not linked: excluded"
        case .unmatched:
            decidingRule == "manual"
                ? "not linked until a fetch brings the record that a person named"
                : "not linked: no rule found anybody"
        }
    }
}

extension MatchExplanation.Rule {
    fileprivate func lines(number: Int) -> [String] {
        var compared = ourValue.isEmpty ? "" : " \"\(ourValue)\""
        if let key, key != ourValue { compared += " (compared as \"\(key)\")" }
        var lines = ["  \(number). \(name): \(ourField)\(compared) = \(theirField): \(words)"]
        guard outcome != .notTried else { return lines }
        for candidate in candidates {
            let since = candidate.created.map { ", created \($0.iso8601)" } ?? ""
            lines.append("       \(candidate.salesforceID) \"\(candidate.value)\"\(since)")
        }
        if candidateCount > candidates.count { lines.append("       … and \(candidateCount - candidates.count) more") }
        return lines
    }

    private var words: String {
        switch outcome {
        case .notTried: "not tried, decided before"
        case .noValue: "no value that could be compared"
        case .noCandidate: "nobody has it"
        case .unknownID: "no fetched record has this id"
        case .linked: "one has it"
        case .ambiguousPick: "\(candidateCount) have it, the oldest is taken"
        case .ambiguous: "\(candidateCount) have it, so none is taken"
        case .excludedFreemail: "most recent users are with a mail provider"
        case .noMajority: "too few recent users share a domain"
        case .blocked: "a person ruled out whoever has it"
        case .rejectedType: "the two fields are of different types"
        case .missingField: missing
        }
    }
}
