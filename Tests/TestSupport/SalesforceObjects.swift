package import Domain

extension ObjectDescription {
    /// A Contact as far as tests need it.
    package static func contact(and further: [FieldDescription] = []) -> ObjectDescription {
        ObjectDescription(
            name: "Contact",
            fields: [
                FieldDescription(name: "Id", type: .id), FieldDescription(name: "Name", type: .string),
                FieldDescription(name: "Email", type: .email), FieldDescription(name: "Title", type: .string),
                FieldDescription(name: "Score__c", type: .double),
                FieldDescription(name: "IsActive__c", type: .boolean),
                FieldDescription(name: "Birthdate", type: .date),
                FieldDescription(name: "CreatedDate", type: .datetime),
                FieldDescription(name: "LastModifiedDate", type: .datetime),
                FieldDescription(name: "SystemModstamp", type: .datetime),
                FieldDescription(name: "IsDeleted", type: .boolean),
            ] + further)
    }
}

extension Instant {
    /// For literals in tests; a text that is no time is the beginning of time.
    package init(_ text: String) {
        self = Instant(iso8601: text) ?? Instant(milliseconds: 0)
    }
}
