/// The parameters of an articles list.
package struct ArticleListRequest: Sendable {
    /// The `Accept-Language` header.
    package var language: String?
    package var query: String?
    package var channel: String?
    /// A JSON map from group to category.
    package var categories: String?
    package var queryMethod: String?
    package var sort: String?
    package var order: String?
    package var pageSize: Int?
    package var pageNumber: Int?

    package init() {}

    /// The parameters as they stand in the address of a page.
    func address(page: Int) -> String {
        let parameters: [(String, String?)] = [
            ("q", query), ("channel", channel), ("categories", categories), ("queryMethod", queryMethod),
            ("sort", sort),
            ("order", order), ("pageSize", String(pageSize ?? 20)), ("pageNumber", String(page)),
        ]
        return parameters.compactMap { name, value in value.map { "\(name)=\(Self.escaped($0))" } }.joined(
            separator: "&")
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: return String(UnicodeScalar(byte))
            default: return (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
