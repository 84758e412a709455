/// The stages of a run, in their order (DESIGN §5).
package enum StageName: String, Sendable, Hashable, CaseIterable, Codable {
    case fetch
    case match
    case map
    case measure
    case push
}
