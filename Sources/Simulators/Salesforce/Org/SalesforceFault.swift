/// A refusal in Salesforce's words: one entry of a REST error list, of a collections row, or of a bulk error cell.
package struct SalesforceFault: Error, Sendable, Equatable {
    package let errorCode: String
    package let message: String
    /// The fields concerned; nil where Salesforce leaves the member out of a REST error.
    package let fields: [String]?
    /// The status of a REST answer that consists of this fault alone.
    package let httpStatus: Int

    package init(_ errorCode: String, _ message: String, fields: [String]? = nil, httpStatus: Int = 400) {
        self.errorCode = errorCode
        self.message = message
        self.fields = fields
        self.httpStatus = httpStatus
    }

    /// An entry of a REST error list.
    package var json: JSONValue {
        var value = JSONValue.members(["message": .text(message), "errorCode": .text(errorCode)])
        if let fields { value.set("fields", .list(fields.map(JSONValue.text))) }
        return value
    }

    /// An entry of `errors` in a collections row, where the code is called statusCode.
    package var rowJSON: JSONValue {
        .members([
            "statusCode": .text(errorCode), "message": .text(message),
            "fields": .list((fields ?? []).map(JSONValue.text)),
        ])
    }

    /// The content of `sf__Error`: `CODE:message:field,field --`.
    package var bulkText: String {
        "\(errorCode):\(message):\((fields ?? []).joined(separator: ",")) --"
    }
}
