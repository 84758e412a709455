/// `<Object>.fields.csv`: what a CSV of records cannot say about its fields.
///
/// Columns: name and type; optionally length, precision, scale, formula, picklist (values joined by `;`), label, reference_to,
/// relationship, external_id, unique, required, restricted, html.
struct FieldsFile {
    let definitions: [FieldDefinition]

    init(_ csv: CSVContent, file: String) throws(OrgDataError) {
        var definitions: [FieldDefinition] = []
        for row in 0..<csv.rowCount { definitions.append(try Self.definition(csv, row, file)) }
        self.definitions = definitions
    }

    private static func definition(_ csv: CSVContent, _ row: Int, _ file: String) throws(OrgDataError)
        -> FieldDefinition
    {
        func text(_ column: String) -> String {
            csv.header.firstIndex { $0.lowercased() == column }.map { csv.text(row: row, column: $0) } ?? ""
        }
        func flag(_ column: String) -> Bool { ["true", "1", "yes"].contains(text(column).lowercased()) }
        let place = "\(file) line \(csv.line(ofRow: row))"
        guard !text("name").isEmpty else { throw OrgDataError("\(place): the field has no name.") }
        guard let type = FieldType(rawValue: aliases[text("type").lowercased()] ?? text("type").lowercased()) else {
            throw OrgDataError(
                "\(place): “\(text("type"))” is no type of a field; describe calls them string, double, date ….")
        }
        var field = FieldDefinition(text("name"), type, length: Int(text("length")) ?? 0)
        field.precision = Int(text("precision")) ?? 18
        field.scale = Int(text("scale")) ?? 0
        field.formula = text("formula").isEmpty ? nil : text("formula")
        field.picklist = text("picklist").split(separator: ";").map(String.init)
        field.isRestricted = csv.header.contains("restricted") ? flag("restricted") : !field.picklist.isEmpty
        field.label = text("label").isEmpty ? nil : text("label")
        field.referenceTo = text("reference_to").split(separator: ";").map(String.init)
        field.relationshipName = text("relationship").isEmpty ? nil : text("relationship")
        field.isExternalID = flag("external_id")
        field.isUnique = flag("unique")
        field.isRequired = flag("required")
        field.isHTML = flag("html")
        return field
    }

    private static let aliases = [
        "number": "double", "text": "string", "checkbox": "boolean", "lookup": "reference", "longtextarea": "textarea",
        "integer": "int",
    ]
}
