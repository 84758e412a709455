import Domain

/// How pushed values stand in Salesforce before they are given back.
struct PushStanding {
    /// As the push wrote them.
    var restorable: [PushedValue] = []
    /// Already as they were before the push: an undo that was killed had given them back.
    var inPlace: [PushedValue] = []
    /// Changed by somebody since, or gone.
    var left: [LeftValue] = []

    /// - Parameter present: The records that there are: their ids, then these fields.
    init(_ values: [PushedValue], _ present: TextBatch, fields: [FieldDescription]) {
        var rows: [String: Int] = [:]
        for row in 0..<present.rowCount { rows[present.string(row: row, column: 0)] = row }
        for value in values {
            guard let row = rows[value.id] else {
                left.append(LeftValue(value, .deletedUpstream, "Salesforce no longer has this record."))
                continue
            }
            guard let column = fields.firstIndex(where: { $0.name == value.field }) else {
                left.append(
                    LeftValue(value, .describeMissingField, "Salesforce no longer has this field, or hides it."))
                continue
            }
            let cell = present.string(row: row, column: column + 1)
            if ReadBack.cell(cell, holds: value.value, type: fields[column].type) {
                restorable.append(value)
            } else if ReadBack.cell(cell, holds: value.before, type: fields[column].type) {
                inPlace.append(value)
            } else {
                left.append(LeftValue(value, .heldBack, "Someone changed the value since; it stays as it is."))
            }
        }
    }
}
