import Domain

/// The last gate before a write: whatever the caller says, only fields whose API name begins `PX_` pass (D§7).
enum PushGuard {
    static func check(_ fields: [String], object: String) throws(SalesforceError) {
        for field in fields where !FieldDescription.isPushField(field) {
            throw SalesforceError(.writeOutsidePushFields, request: "PATCH \(object)", field: field, object: object)
        }
    }
}
