import HTTPTypes

/// Answers one tenant's requests.
struct CommunityService {
    let community: SimulatedCommunity
    let topicCeiling: Int
    /// UTC milliseconds.
    let now: Int64

    func answer(_ call: APICall) async throws -> APIAnswer {
        switch call.path.first {
        case "user": try await answerUser(call, Array(call.path.dropFirst()))
        case "v2": try answerContent(call, Array(call.path.dropFirst()))
        case "leaderboard": try answerLeaderboard(call)
        case "points": try answerPoints(call)
        default: throw CommunityFault.notFound
        }
    }

    /// The API writes seconds and an offset with a colon: `2017-04-10T15:29:06+00:00`.
    static func time(_ milliseconds: Int64) -> JSONValue {
        .text(WireTime.json(milliseconds).prefix(19) + "+00:00")
    }

    /// Ids are numbers in lists of users, wherever they are numeric.
    static func number(_ id: String) -> JSONValue {
        Int(id).map { JSONValue.integer($0) } ?? .text(id)
    }

    private func answerLeaderboard(_ call: APICall) throws -> APIAnswer {
        guard call.method == .get else { throw CommunityFault.methodNotAllowed }
        let page = try CommunityPage(call.query)
        let ranked = community.read { state in
            state.points.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.enumerated().map { place, entry in
                let name = state.memberIndex[entry.key].map { state.members[$0].username } ?? ""
                return (
                    id: entry.key,
                    json: JSONValue.members([
                        "userId": Self.number(entry.key), "points": .integer(entry.value), "name": .text(name),
                        "leaderboardPosition": .integer(place + 1), "avatar": "", "rank": "",
                    ])
                )
            }
        }
        switch call.path.dropFirst() {
        // The simulator does not know when points were given; the week's are all of them.
        case [], ["weekly"]: return .json(.list(page.rows(of: ranked).map(\.json)))
        case let rest where rest.count == 2 && rest.first == "user":
            guard let entry = ranked.first(where: { $0.id == rest.last }) else { throw CommunityFault.notFound }
            return .json(entry.json)
        default: throw CommunityFault.notFound
        }
    }

    private func answerPoints(_ call: APICall) throws -> APIAnswer {
        guard call.method == .get else { throw CommunityFault.methodNotAllowed }
        let page = try CommunityPage(call.query)
        return community.read { state in
            let sorted = state.points.sorted { $0.key < $1.key }
            return .json(
                .list(
                    page.rows(of: sorted).map {
                        .members(["userId": Self.number($0.key), "points": .integer($0.value)])
                    }))
        }
    }
}
