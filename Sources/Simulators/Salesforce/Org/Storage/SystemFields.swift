/// Where an object keeps the fields that every rule asks for.
struct SystemFields: Sendable {
    let id: Int
    let isDeleted: Int?
    let createdDate: Int?
    let createdBy: Int?
    let lastModifiedDate: Int?
    let lastModifiedBy: Int?
    let systemModstamp: Int?
    let owner: Int?
    let name: Int?
    let firstName: Int?
    let lastName: Int?
    let hasFormulas: Bool
    /// What a new record must bring.
    let required: [Int]
    /// What a new record gets where it brings nothing: default picklist values and automatic numbers.
    let filled: [Int]

    init(_ schema: ObjectSchema) {
        id = schema.index(of: "Id") ?? 0
        isDeleted = schema.index(of: "IsDeleted")
        createdDate = schema.index(of: "CreatedDate")
        createdBy = schema.index(of: "CreatedById")
        lastModifiedDate = schema.index(of: "LastModifiedDate")
        lastModifiedBy = schema.index(of: "LastModifiedById")
        systemModstamp = schema.index(of: "SystemModstamp")
        owner = schema.index(of: "OwnerId")
        name = schema.nameField
        firstName = schema.index(of: "FirstName")
        lastName = schema.index(of: "LastName")
        required = schema.fields.indices.filter { schema.fields[$0].isRequiredOnCreate }
        filled = schema.fields.indices.filter { index in
            let field = schema.fields[index]
            return field.isAutoNumber || (field.isCreateable && field.defaultPicklistValue != nil)
        }
        hasFormulas = schema.fields.contains { $0.formula != nil }
    }
}
