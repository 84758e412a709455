/// How a rule turns a value into the key that it compares (D§6): two values match where their keys are the same bytes.
package enum KeyNormaliser: Sendable, Hashable {
    case salesforceID
    case text(ignoresCase: Bool)
    case wholeNumber
    case website(MatchRule.DomainComparison)
    case name
    case email(foldsPlusTags: Bool)
    /// The digits of the country code, or none.
    case phone(country: [UInt8])

    /// Writes the value's key; an empty one where the value cannot be used.
    @inline(__always)
    func write(_ raw: Bytes, to key: inout KeyWriter) {
        switch self {
        case .salesforceID: SalesforceIDKey.write(raw, to: &key)
        case .text(let ignoresCase): TextKey.write(raw, ignoresCase: ignoresCase, to: &key)
        case .wholeNumber: WholeNumberKey.write(raw, to: &key)
        case .website(let comparison): HostKey.write(website: raw, compare: comparison, to: &key)
        case .name: TextKey.writeName(raw, to: &key)
        case .email(let folds): EmailKey.write(raw, foldsPlusTags: folds, to: &key)
        case .phone(let country): PhoneKey.write(raw, country: country, to: &key)
        }
    }

    /// One value's key; nothing where the value cannot be used.
    package func key(of text: String) -> String? {
        var text = text
        var key = KeyWriter()
        text.withUTF8 { write($0, to: &key) }
        return key.count == 0 ? nil : key.bytes.string
    }
}
