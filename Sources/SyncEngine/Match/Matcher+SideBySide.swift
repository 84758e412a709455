package import Domain

extension Matcher {
    /// Decides in parts, one for each core that is likely to be free.
    package func decideSideBySide(parts: Int = 2) async -> MatchDecisions {
        guard ours.count > 20_000 else { return decide() }
        let size = (ours.count + parts - 1) / parts
        return await withTaskGroup(of: (Int, MatchDecisions).self) { group in
            for part in 0..<parts {
                let range = part * size..<min((part + 1) * size, ours.count)
                group.addTask { (part, decide(range)) }
            }
            var decided = [MatchDecisions](repeating: MatchDecisions(), count: parts)
            for await (part, decisions) in group { decided[part] = decisions }
            var all = MatchDecisions()
            for decisions in decided { all.append(contentsOf: decisions) }
            return all
        }
    }
}

extension DecidedLinks {
    /// The links of a batch, where it begins within our records.
    init(_ matcher: Matcher, _ decisions: MatchDecisions, from start: Int, atMost size: Int, known: LinkDigests) {
        guard start < matcher.ours.count else {
            self.init()
            return
        }
        self.init(matcher, decisions, part: start..<min(start + size, matcher.ours.count), known: known)
    }
}
