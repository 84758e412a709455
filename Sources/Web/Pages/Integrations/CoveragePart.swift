import Domain

/// How many records are linked, and by which rule: a bar and its numbers.
enum CoveragePart {
    static func html(_ coverage: LinkCoverage) -> HTML {
        let rules = coverage.linkedByRule.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { rule -> HTML in
            "<li>\(Words.rule(rule.key)) <b>\(Figures.grouped(rule.value))</b></li>"
        }
        return """
            <h3>\(Words.title(coverage.entity)): \(Figures.percent(coverage.matchRate)) linked</h3>
            \(bar(coverage))
            <ul class="inline"><li>linked <b>\(Figures.grouped(coverage.linked))</b></li>
            <li>several found <b>\(Figures.grouped(coverage.ambiguous))</b></li>
            <li>not linked <b>\(Figures.grouped(coverage.unmatched))</b></li>
            <li>of <b>\(Figures.grouped(coverage.records))</b></li></ul>
            <ul class="inline soft">\(rules)</ul>
            """
    }

    static func bar(_ coverage: LinkCoverage) -> HTML {
        ShareBar(
            parts: [
                (coverage.linked - coverage.ambiguousPicks, "linked"), (coverage.ambiguousPicks, "picked"),
                (coverage.ambiguous, "several"), (max(0, coverage.unmatched + coverage.excluded), "none"),
            ],
            label: "\(Figures.percent(coverage.matchRate)) of \(coverage.entity.plural) linked"
        ).html
    }
}
