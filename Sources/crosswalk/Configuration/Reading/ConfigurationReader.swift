package import Domain
import Yams

/// Reads `crosswalk.yaml`: the sections in order, every mistake noted, defaults for what is left out.
package struct ConfigurationReader {
    package init() {}

    package func configuration(from bytes: [UInt8]) throws(InvalidConfiguration) -> HubConfiguration {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw InvalidConfiguration(mistakes: [Self.notText(bytes)])
        }
        return try configuration(from: text)
    }

    package func configuration(from text: String) throws(InvalidConfiguration) -> HubConfiguration {
        let mistakes = MistakeList()
        var configuration = HubConfiguration()
        do {
            let file = try RepeatedKey.compose(text).map { YAMLValue(node: $0, path: "", mistakes: mistakes) }
            if let file, !file.isNull {
                read(file, into: &configuration)
            } else {
                mistakes.add(Self.nothing)
            }
        } catch {
            mistakes.add(syntaxError: error, in: text)
        }
        guard mistakes.isEmpty else {
            throw InvalidConfiguration(mistakes: mistakes.inOrder, untold: mistakes.untold)
        }
        return configuration
    }

    static let sections = [
        "workspace", "attributes", "salesforce", "accounts", "users", "community", "schedule", "features", "free_mail",
        "facts", "journal",
    ]

    private func read(_ file: YAMLValue, into configuration: inout HubConfiguration) {
        guard let file = YAMLSection(file, keys: Self.sections) else { return }
        file.each("workspace") { configuration.workspace.read($0) }
        var attributes = KnownAttributes()
        file.each("attributes") { configuration.attributes += attributes.read($0) }
        file.each("salesforce") { configuration.salesforce.read($0) }
        file.each("accounts") { configuration.accounts.read($0, for: .account, attributes: attributes) }
        file.each("users") {
            configuration.users.read($0, for: .user, attributes: attributes, beside: configuration.accounts)
        }
        file.each("community") { configuration.community.read($0) }
        file.each("schedule") { configuration.schedule.read($0) }
        file.each("features") { configuration.features = readFeatureEvents($0) }
        file.each("free_mail") { configuration.freeMail.read($0) }
        file.each("facts") { configuration.facts.read($0) }
        file.each("journal") { configuration.journal.read($0) }
    }

    /// Defaults would unlink what the lost rules had linked.
    private static let nothing = ConfigurationMistake(
        line: 1, column: 1, path: "",
        message: "the file holds no configuration; put the lost one back, or write `workspace: {}` to use the defaults")

    private static func notText(_ bytes: [UInt8]) -> ConfigurationMistake {
        var line = 1
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")), String(validating: rest[..<end], as: UTF8.self) != nil
        {
            rest = rest[(end + 1)...]
            line += 1
        }
        return ConfigurationMistake(
            line: line, column: 1, path: "", message: "this line is not UTF-8 text; save the file as UTF-8")
    }
}
