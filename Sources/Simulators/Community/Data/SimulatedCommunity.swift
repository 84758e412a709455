import Synchronization

/// One tenant's community: its members, topics and replies, and what may happen to them.
package final class SimulatedCommunity: Sendable {
    struct State: Sendable {
        var members: [SimulatedMember] = []
        var topics: [SimulatedTopic] = []
        var replies: [SimulatedReply] = []
        var events: [SimulatedEvent] = []
        var points: [String: Int] = [:]
        var memberIndex: [String: Int] = [:]
        var topicIndex: [String: Int] = [:]
        /// Positions of the replies to a topic, oldest first.
        var repliesOfTopic: [String: [Int]] = [:]

        mutating func index() {
            memberIndex = [:]
            topicIndex = [:]
            repliesOfTopic = [:]
            for (position, member) in members.enumerated() { memberIndex[member.id] = position }
            for (position, topic) in topics.enumerated() { topicIndex[topic.id] = position }
            for (position, reply) in replies.enumerated() { repliesOfTopic[reply.topic, default: []].append(position) }
        }
    }

    package let tenant: String
    private let state: Mutex<State>

    init(tenant: String, state: consuming State) {
        self.tenant = tenant
        var state = state
        state.index()
        self.state = Mutex(state)
    }

    func read<T>(_ body: (borrowing State) throws -> sending T) rethrows -> sending T {
        try state.withLock { try body($0) }
    }

    package var members: [SimulatedMember] { read { $0.members } }

    package func member(_ id: String) -> SimulatedMember? {
        read { state in state.memberIndex[id].map { state.members[$0] } }
    }

    /// Adds a member, or replaces the one with this id.
    package func put(_ member: SimulatedMember) {
        state.withLock { state in
            if let position = state.memberIndex[member.id] {
                state.members[position] = member
            } else {
                state.memberIndex[member.id] = state.members.count
                state.members.append(member)
            }
        }
    }

    /// Changes a member; false when there is none.
    @discardableResult
    package func change(_ id: String, _ body: (inout SimulatedMember) -> Void) -> Bool {
        state.withLock { state in
            guard let position = state.memberIndex[id] else { return false }
            body(&state.members[position])
            return true
        }
    }

    /// Takes a member out of the list for ever; their content stays without an author.
    @discardableResult
    package func erase(_ id: String) -> Bool {
        state.withLock { state in
            guard let position = state.memberIndex[id] else { return false }
            state.members.remove(at: position)
            for index in state.topics.indices {
                if state.topics[index].author == id { state.topics[index].author = nil }
                state.topics[index].likedBy.removeAll { $0 == id }
                state.topics[index].votedBy.removeAll { $0 == id }
            }
            for index in state.replies.indices {
                if state.replies[index].author == id { state.replies[index].author = nil }
                state.replies[index].likedBy.removeAll { $0 == id }
            }
            state.index()
            return true
        }
    }

    /// Adds a topic, or replaces the one with this id.
    package func put(_ topic: SimulatedTopic) {
        state.withLock { state in
            if let position = state.topicIndex[topic.id] {
                state.topics[position] = topic
            } else {
                state.topicIndex[topic.id] = state.topics.count
                state.topics.append(topic)
            }
        }
    }

    /// Adds a reply; its topic's last activity moves with it.
    package func add(_ reply: SimulatedReply) {
        state.withLock { state in
            state.repliesOfTopic[reply.topic, default: []].append(state.replies.count)
            state.replies.append(reply)
            guard let position = state.topicIndex[reply.topic] else { return }
            state.topics[position].lastActivity = max(state.topics[position].lastActivity, reply.created)
        }
    }
}
