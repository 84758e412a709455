/// A member of a simulated community; instants are UTC milliseconds.
package struct SimulatedMember: Sendable {
    package let id: String
    package var username: String
    package var email: String
    package var firstName = ""
    package var lastName = ""
    package var rank = ""
    package var company = ""
    package var joined: Int64
    package var lastActive: Int64
    package var roles: [String] = []
    package var badges: [String] = []
    package var groups: [String] = []

    package init(id: String, username: String, email: String, joined: Int64, lastActive: Int64) {
        self.id = id
        self.username = username
        self.email = email
        self.joined = joined
        self.lastActive = lastActive
    }
}

/// A topic of any type.
package struct SimulatedTopic: Sendable {
    package let id: String
    package var type: SimulatedTopicType
    /// Nothing once the author was erased.
    package var author: String?
    package var category: String
    package var title: String
    package var created: Int64
    package var lastActivity: Int64
    package var closed: Int64?
    package var likes = 0
    package var votes = 0
    package var likedBy: [String] = []
    package var votedBy: [String] = []
    /// The reply that answers a question.
    package var answer: String?
    package var isAnswered = false
    package var isTrashed = false

    package init(
        id: String, type: SimulatedTopicType, author: String?, category: String, title: String, created: Int64,
        lastActivity: Int64
    ) {
        self.id = id
        self.type = type
        self.author = author
        self.category = category
        self.title = title
        self.created = created
        self.lastActivity = lastActivity
    }
}

/// A reply to a topic.
package struct SimulatedReply: Sendable {
    package let id: String
    package let topic: String
    package var author: String?
    package var created: Int64
    package var likes = 0
    package var likedBy: [String] = []
    package var isTrashed = false

    package init(id: String, topic: String, author: String?, created: Int64) {
        self.id = id
        self.topic = topic
        self.author = author
        self.created = created
    }
}

/// The five types of topics, as the API spells them.
package enum SimulatedTopicType: String, Sendable, CaseIterable {
    case article, conversation, question, idea, productUpdate

    /// Reads the API's and the files' spelling (`product_update`).
    init?(file text: String) {
        self.init(rawValue: text == "product_update" ? "productUpdate" : text)
    }

    /// The folder of the type's own resources: `/v2/questions`.
    var plural: String { rawValue + "s" }

    /// What the type's own resource calls the moment of creation.
    var createdName: String {
        switch self {
        case .question: "askedAt"
        case .conversation: "startedAt"
        case .idea: "submittedAt"
        case .article, .productUpdate: "createdAt"
        }
    }
}

/// A meeting of the community and who signed up for it.
struct SimulatedEvent: Sendable {
    let id: String
    var attendees: [(member: String, signedUp: Int64)] = []
}
