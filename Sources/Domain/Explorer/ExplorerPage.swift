/// Some rows of what was looked for.
package struct ExplorerPage: Sendable, Hashable {
    package var columns: [String] = []
    package var rows: [ExplorerRow] = []
    /// Where to go on; nothing at the end.
    package var next: ExplorerQuery.Position?
    /// The end was not reached though fewer rows than wanted were found: so many have been looked at, and more remain.
    package var lookedAt: Int?

    package init() {}
}

package struct ExplorerRow: Sendable, Hashable {
    package let id: String
    /// By the page's columns.
    package let values: [Value]
    package let verdict: MatchVerdict?
    package let salesforceID: String?
    package let rule: String?

    package init(id: String, values: [Value], verdict: MatchVerdict?, salesforceID: String?, rule: String?) {
        self.id = id
        self.values = values
        self.verdict = verdict
        self.salesforceID = salesforceID
        self.rule = rule
    }
}
