import Domain
import GRDB

extension DatabaseFunction {
    /// `cut_text(text, length)`: as much of a text as a field of this length takes. SQLite itself counts characters
    /// otherwise than Salesforce does.
    static let cutText = DatabaseFunction("cut_text", argumentCount: 2, pure: true) { values in
        guard let text = String.fromDatabaseValue(values[0]), let length = Int.fromDatabaseValue(values[1]) else {
            return nil
        }
        return text.cut(toSalesforceLength: length)
    }
}
