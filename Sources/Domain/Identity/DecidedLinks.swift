/// Links that a match found to differ from the stored ones, in columns.
package struct DecidedLinks: Sendable {
    /// Our records' numbers in the store, ascending.
    package private(set) var rows: [Int64] = []
    package private(set) var ids = TextColumn()
    /// Salesforce ids; empty where nothing is linked.
    package private(set) var targets = TextColumn()
    package private(set) var verdicts: [MatchVerdict] = []
    package private(set) var rules: [Int8] = []
    /// The two compared values; theirs is empty where it is the same text.
    package private(set) var ourValues = TextColumn()
    package private(set) var theirValues = TextColumn()
    package private(set) var counts: [UInt32] = []
    /// The ids of the candidates where there are several, as exports write them.
    package private(set) var candidates = TextColumn()
    package private(set) var trails: [MatchTrail] = []
    package private(set) var codes: [OutcomeCode] = []
    package private(set) var digests: [Int64] = []

    /// More candidates than this are not named (docs/files.md).
    package static let namedCandidates = 20

    package init() {}

    package var count: Int { rows.count }

    /// The links of a part of our records, without those that are stored as they are.
    ///
    /// - Parameter decisions: of all our records.
    package init(_ matcher: Matcher, _ decisions: MatchDecisions, part: Range<Int>, known: LinkDigests) {
        let seed = keyHash(of: matcher.plan.rules.map(\.name).joined(separator: ","))
        var scratch = LinkText()
        var position = known.rows.partitioningIndex { $0 >= matcher.ours.records.rows[part.lowerBound] }
        for row in part {
            let number = matcher.ours.records.rows[row]
            while position < known.rows.count, known.rows[position] < number { position += 1 }
            let decision = decisions[row]
            scratch.describe(row, decision, matcher)
            let digest = scratch.digest(of: decision, seed: seed)
            if position < known.rows.count, known.rows[position] == number, known.digests[position] == digest {
                continue
            }
            append(row, number, decision, scratch, digest, matcher)
        }
    }

    private mutating func append(
        _ row: Int, _ number: Int64, _ decision: MatchDecision, _ text: borrowing LinkText, _ digest: Int64,
        _ matcher: Matcher
    ) {
        rows.append(number)
        matcher.ours.records.ids.bytes.withUnsafeBufferPointer {
            ids.append(Bytes(rebasing: $0[matcher.ours.records.ids.range(row)]))
        }
        targets.append(text.target)
        verdicts.append(decision.verdict)
        rules.append(decision.rule)
        ourValues.append(text.ourValue)
        theirValues.append(text.theirValue)
        counts.append(decision.count)
        candidates.append(text.candidates)
        trails.append(decision.trail)
        codes.append(decision.outcomeCode(ruleCount: matcher.plan.rules.count))
        digests.append(digest)
    }
}

extension MatchDecision {
    /// How the journal names the decision of a record that was not linked before (D§23).
    package func outcomeCode(ruleCount: Int) -> OutcomeCode {
        switch verdict {
        case .linked, .ambiguousPick: return .linked
        case .ambiguous: return .ambiguous
        case .excluded, .unmatched: break
        }
        let outcomes = trail.outcomes(count: ruleCount)
        if verdict == .excluded {
            return rule == MatchDecisions.byHand || outcomes.contains(.blocked) ? .excludedBlocked : .excludedFreemail
        }
        let hadValue = outcomes.contains { $0 == .noCandidate || $0 == .unknownID }
        return hadValue ? .unmatchedNoCandidate : .unmatchedNoValue
    }
}

extension Array {
    /// The first index from which on a claim holds, where it holds for all later ones too.
    func partitioningIndex(where claim: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if claim(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
