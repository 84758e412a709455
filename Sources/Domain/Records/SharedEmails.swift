/// Persons whose e-mail another person's id also carries: they are kept apart, and reported (docs/files.md).
package struct SharedEmails: Sendable, Hashable, Encodable {
    package let persons: Int
    /// The ids of two of them with one e-mail.
    package let example: [String]

    package init(persons: Int, example: [String]) {
        self.persons = persons
        self.example = example
    }
}
