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
            let file = try Yams.compose(yaml: text).map { YAMLValue(node: $0, path: "", mistakes: mistakes) }
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
        if let workspace = file["workspace"] { configuration.workspace.read(workspace) }
        var attributes = KnownAttributes()
        if let section = file["attributes"] { configuration.attributes = attributes.read(section) }
        if let salesforce = file["salesforce"] { configuration.salesforce.read(salesforce) }
        if let accounts = file["accounts"] {
            configuration.accounts.read(accounts, for: .account, attributes: attributes)
        }
        if let users = file["users"] { configuration.users.read(users, for: .user, attributes: attributes) }
        if let community = file["community"] { configuration.community.read(community) }
        if let schedule = file["schedule"] { configuration.schedule.read(schedule) }
        if let features = file["features"] { configuration.features = readFeatureEvents(features) }
        if let freeMail = file["free_mail"] { configuration.freeMail.read(freeMail) }
        if let facts = file["facts"] { configuration.facts.read(facts) }
        if let journal = file["journal"] { configuration.journal.read(journal) }
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
