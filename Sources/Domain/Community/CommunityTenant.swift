/// A community, with how much was written in it.
package struct CommunityTenant: Sendable, Hashable {
    package let name: String
    package let topics: Int
    package let replies: Int

    package init(name: String, topics: Int, replies: Int) {
        self.name = name
        self.topics = topics
        self.replies = replies
    }
}
