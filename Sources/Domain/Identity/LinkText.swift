/// The texts of one link, built again and again in the same place.
struct LinkText {
    private(set) var target: [UInt8] = []
    private(set) var ourValue: [UInt8] = []
    private(set) var theirValue: [UInt8] = []
    private(set) var candidates: [UInt8] = []

    mutating func describe(_ row: Int, _ decision: MatchDecision, _ matcher: Matcher) {
        target.removeAll(keepingCapacity: true)
        ourValue.removeAll(keepingCapacity: true)
        theirValue.removeAll(keepingCapacity: true)
        candidates.removeAll(keepingCapacity: true)
        let theirs = matcher.theirs.records
        if decision.verdict.isLinked {
            if decision.target != MatchDecisions.noTarget {
                target.append(theirs.ids, Int(decision.target))
            } else {
                target.append(contentsOf: (matcher.salesforceID(of: row, decision) ?? "").utf8)
            }
        }
        guard decision.rule >= 0 else { return }
        matcher.appendOurValue(of: row, rule: Int(decision.rule), to: &ourValue)
        if decision.verdict.isLinked {
            matcher.appendTheirValue(of: Int(decision.target), rule: Int(decision.rule), to: &theirValue)
            if theirValue == ourValue { theirValue.removeAll(keepingCapacity: true) }
        }
        guard decision.count > 1 else { return }
        let rows = matcher.candidates(of: row, rule: decision.rule)
        for (index, candidate) in rows.prefix(DecidedLinks.namedCandidates).enumerated() {
            if index > 0 { candidates.append(UInt8(ascii: ";")) }
            candidates.append(theirs.ids, candidate)
        }
        if rows.count > DecidedLinks.namedCandidates { candidates.append(contentsOf: ";…".utf8) }
    }

    /// A number that differs wherever the stored link would.
    func digest(of decision: MatchDecision, seed: UInt64) -> Int64 {
        var digest = seed ^ UInt64(decision.verdict.rawValue) << 56 ^ UInt64(UInt8(bitPattern: decision.rule)) << 48
        digest = digest &* 0x9E37_79B9_7F4A_7C15 ^ decision.trail.bits
        digest = digest &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(decision.count)
        for text in [target, ourValue, theirValue, candidates] {
            digest =
                digest.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15).low.byteSwapped
                ^ text.withUnsafeBufferPointer { keyHash($0) }
        }
        return Int64(bitPattern: digest)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ column: TextColumn, _ row: Int) {
        column.bytes.withUnsafeBufferPointer { append(contentsOf: $0[column.range(row)]) }
    }
}

extension Matcher {
    /// Our value as a rule saw it, before it was put into form.
    func appendOurValue(of row: Int, rule: Int, to text: inout [UInt8]) {
        switch plan.rules[rule].ours {
        case .field(let field, _): text.append(ours.records.values[field], row)
        case .recentUsers: text.append(contentsOf: ours.keys[rule][row].utf8)
        case .none: break
        }
    }

    /// Their value as a rule saw it.
    func appendTheirValue(of row: Int, rule: Int, to text: inout [UInt8]) {
        let slot = plan.theirSlots[plan.rules[rule].slot]
        text.append(slot.field.map { theirs.records.values[$0] } ?? theirs.records.ids, row)
    }
}
