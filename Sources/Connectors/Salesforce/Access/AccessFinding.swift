package import Domain

/// Something that the integration user cannot see or do, said so that an admin can mend it.
package struct AccessFinding: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case apiDisabled, objectMissing, objectNotReadable, objectNotUpdateable
        case fieldMissing, fieldNotUpdateable, fieldNotForPush, wrongType
    }

    package let kind: Kind
    package let object: String
    package let field: String?
    /// What is wrong and what to do, for `doctor` and for the journal.
    package let sentence: String

    package init(_ kind: Kind, object: String, field: String? = nil, sentence: String) {
        self.kind = kind
        self.object = object
        self.field = field
        self.sentence = sentence
    }
}

/// What a run wants of one object.
package struct WantedAccess: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package let name: String
        /// What of ours it is mapped from or to, where it is.
        package let type: AttributeType?

        package init(_ name: String, type: AttributeType? = nil) {
            self.name = name
            self.type = type
        }
    }

    package let object: String
    package var reads: [Field]
    package var pushes: [Field]

    package init(object: String, reads: [Field] = [], pushes: [Field] = []) {
        self.object = object
        self.reads = reads
        self.pushes = pushes
    }
}
