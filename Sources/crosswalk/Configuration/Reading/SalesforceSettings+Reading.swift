import Domain
import Foundation

extension SalesforceSettings {
    static let keys = ["login_url", "auth", "client_id", "username", "first_fetch", "quota_reserve"]

    mutating func read(_ value: YAMLValue) {
        guard let section = YAMLSection(value, keys: Self.keys) else { return }
        section.read("login_url", into: &loginURL) { value in
            value.parsed("an address such as https://login.salesforce.com") { Self.address($0) }
        }
        section.read("auth", into: &authorization) { $0.word(of: Authorization.self) }
        section.read("client_id", into: &clientID) { $0.text("the connected app's consumer key") }
        section.read("username", into: &username) { $0.text("the user that the JWT stands for") }
        section.read("first_fetch", into: &firstFetch) { value in
            value.parsed("'6 months', 'everything' or a day such as 2025-01-31") { FirstFetch(text: $0) }
        }
        section.read("quota_reserve", into: &quotaReserve) { $0.percentage(most: 99) }
    }

    /// The address without a final slash; `https://` where no scheme is written.
    private static func address(_ text: String) -> String? {
        let full = text.contains("://") ? text : "https://" + text
        guard let url = URLComponents(string: full), url.scheme == "https" || url.scheme == "http",
            let host = url.host, !host.isEmpty, url.path.isEmpty || url.path == "/", url.query == nil,
            url.fragment == nil, url.user == nil
        else { return nil }
        return full.hasSuffix("/") ? String(full.dropLast()) : full
    }
}

extension SalesforceSettings.FirstFetch {
    /// Reads `6 months`, `everything` or a day.
    init?(text: String) {
        if text == "everything" {
            self = .everything
        } else if let day = Day(text) {
            self = .since(day)
        } else {
            let words = text.split(separator: " ")
            guard words.count == 2, let count = Int(words[0]), (1...1200).contains(count),
                words[1] == (count == 1 ? "month" : "months")
            else { return nil }
            self = .months(count)
        }
    }

    var text: String {
        switch self {
        case .months(let count): count == 1 ? "1 month" : "\(count) months"
        case .since(let day): day.text
        case .everything: "everything"
        }
    }
}
