import Domain

/// An id or a number, whether the API writes it as a number or as a text.
struct PlainText: Decodable, Hashable {
    let text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self.text = text
        } else if let number = try? container.decode(Int64.self) {
            text = String(number)
        } else {
            text = ""
        }
    }
}

/// One of a list, or nothing where it is not in the form of the others: it spoils itself and not the list.
struct Tolerant<Element: Decodable & Sendable>: Decodable, Sendable {
    let value: Element?

    init(from decoder: any Decoder) throws {
        value = try? Element(from: decoder)
    }
}

/// The list of members, in its form as an array.
struct MemberList: Decodable {
    let users: [Tolerant<MemberAnswer>]
    let statistics: Statistics

    struct Statistics: Decodable {
        let count: Int
    }
}

/// A member as lists and details have it; the address of the computer is never read.
struct MemberAnswer: Decodable {
    let userid: PlainText
    let username: String?
    let email: String?
    let joindate: PlainText?
    let lastactivity: PlainText?
    let rankName: String?
    let rank: String?
    let profileFields: [ProfileField]?
    let roles: [NamedThing]?
    let badges: [NamedThing]?

    struct ProfileField: Decodable {
        let name: String
        let value: String?

        private enum CodingKeys: String, CodingKey {
            case name
            case value = "NormalizedValue"
        }
    }

    /// A role or badge, by its name alone or as an object.
    struct NamedThing: Decodable {
        let name: String

        private enum CodingKeys: String, CodingKey { case name, itemname }

        init(from decoder: any Decoder) throws {
            if let name = try? decoder.singleValueContainer().decode(String.self) {
                self.name = name
            } else {
                let object = try decoder.container(keyedBy: CodingKeys.self)
                name =
                    try object.decodeIfPresent(String.self, forKey: .itemname)
                    ?? object.decode(String.self, forKey: .name)
            }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case userid, username, email, joindate, lastactivity, rank, profileFields, roles, badges
        case rankName = "rank_name"
    }

    func profile(_ name: String) -> String {
        profileFields?.first { $0.name.lowercased() == name }?.value ?? ""
    }
}

/// What `/v2` wraps every answer in.
struct Wrapped<Content: Decodable>: Decodable {
    let result: Content
}

struct Author: Decodable {
    let id: PlainText?

    /// Erased members are the author `0`.
    var memberID: String { id.map { $0.text == "0" ? "" : $0.text } ?? "" }
}

/// A topic in the unified list.
struct TopicAnswer: Decodable {
    let contentType: String
    let id: PlainText
    let title: String?
    let categoryId: PlainText?
    let categoryName: String?
    let replyCount: Int?
    let likes: Int?
    let votes: Int?
    let voteSet: [PlainText]?
    let trashed: Bool?
    let bestAnswer: Bool?
    let author: Author?
    let createdAt: String?
    let lastActivityAt: String?
    let status: String?
}

/// What only the resource of a topic's own type tells.
struct TypedTopicAnswer: Decodable {
    let answer: PlainText?
    let closed: Bool?
    let likedBy: [PlainText]?
}

struct ReplyAnswer: Decodable {
    let id: PlainText
    let author: Author?
    let repliedAt: String?
    let createdAt: String?
    let trashed: Bool?
    let spam: Bool?
    let likedBy: [PlainText]?
}

struct CategoryAnswer: Decodable {
    let id: PlainText
}

struct EventAnswer: Decodable {
    let id: PlainText
}

struct AttendeeAnswer: Decodable {
    let userId: PlainText
    let eventId: PlainText?
    let signedUpAt: String?
}
