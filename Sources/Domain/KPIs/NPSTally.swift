/// How many answered the question of 0 to 10, and how (D§11).
package struct NPSTally: Sendable, Hashable {
    package var responses = 0
    package var promoters = 0
    package var detractors = 0

    package init(responses: Int = 0, promoters: Int = 0, detractors: Int = 0) {
        self.responses = responses
        self.promoters = promoters
        self.detractors = detractors
    }

    package mutating func count(_ score: Int) {
        responses += 1
        if Self.isPromoter(score) { promoters += 1 }
        if Self.isDetractor(score) { detractors += 1 }
    }

    package static func isPromoter(_ score: Int) -> Bool { score >= 9 }
    package static func isDetractor(_ score: Int) -> Bool { score <= 6 }

    /// From -100 to 100; nothing without responses.
    package var score: Double? {
        responses == 0 ? nil : Double(100 * (promoters - detractors)) / Double(responses)
    }
}
