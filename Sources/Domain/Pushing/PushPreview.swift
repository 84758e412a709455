/// What a push would do, told without doing it: what it would write, and what it would refuse and why.
package struct PushPreview: Sendable, Hashable {
    /// Of what would be written, and of what would not.
    package private(set) var counts: PushCounts
    /// Records of which a value would be refused.
    package private(set) var refusedRecords = 0
    /// Some of the values that would be written.
    package private(set) var samples: [PushIntent] = []
    package private(set) var refusals: [Refusal] = []
    /// A sentence for each mapping that is left out.
    package var notes: [String] = []
    private var lastWritten: String?
    private var lastRefused: String?

    /// Values of one field that would be refused for one reason.
    package struct Refusal: Sendable, Hashable {
        package let field: String
        package let reason: String
        package fileprivate(set) var values = 0
        /// The first of them.
        package let example: PushIntent
    }

    /// - Parameter found: what planning counted; its values are then told one by one.
    package init(_ found: PushCounts = PushCounts(), notes: [String] = []) {
        counts = found
        counts.planned = 0
        counts.records = 0
        self.notes = notes
    }

    /// Takes in the next value, record by record.
    package mutating func add(_ intent: PushIntent, of plan: PushPlan, samples limit: Int) {
        if let reason = plan.refusal(of: intent) {
            counts.refused += 1
            refusedRecords += lastRefused == intent.id ? 0 : 1
            lastRefused = intent.id
            note(intent, reason)
        } else {
            counts.planned += 1
            counts.records += lastWritten == intent.id ? 0 : 1
            lastWritten = intent.id
            if samples.count < limit { samples.append(intent) }
        }
    }

    private mutating func note(_ intent: PushIntent, _ reason: String) {
        let known = refusals.firstIndex { $0.field == intent.field && $0.reason == reason }
        if known == nil { refusals.append(Refusal(field: intent.field, reason: reason, example: intent)) }
        refusals[known ?? refusals.count - 1].values += 1
    }
}
