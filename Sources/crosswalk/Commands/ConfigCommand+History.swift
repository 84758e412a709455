import ArgumentParser
import Domain
import Foundation
import Store

extension ConfigCommand {
    /// The configurations that were in force; it needs the database alone, so that it helps where `crosswalk.yaml` is lost.
    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the configurations that were in force, or print one.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "The number of the one to print, ready for `config apply`.") var number: Int64?

        private struct Version: Encodable {
            let number: Int64
            let at: String
            let who: String
        }

        /// More than anybody looks through.
        private static let most = 1000

        func run() async throws {
            let workspace = options.settings.workspace
            if !workspace.exists { try workspace.requireDatabase() }
            let store = try HubStore(path: workspace.databaseFile.path, createIfMissing: false)
            let versions = try await store.configurationVersions(limit: Self.most)
            if let number {
                guard let version = versions.first(where: { $0.number == number }) else {
                    throw PlainError("No configuration \(number) is kept. `crosswalk config history` lists them.")
                }
                return Console.write(Array(version.text.utf8))
            }
            if options.json {
                return try Console.json(
                    versions.map { Version(number: $0.number, at: $0.at.iso8601, who: $0.who) })
            }
            for version in versions { Console.say("\(version.number)  \(version.at.iso8601)  \(version.who)") }
            if versions.isEmpty { Console.say("No earlier configuration is kept.") }
        }
    }
}
