import Foundation
import Testing

@Suite struct CommandDocumentTests {
    private static let common: Set = ["--workspace", "--json", "--verbose", "--version", "--help"]

    @Test func `docs/commands.md has a heading for every command and names all its options`() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let document = try String(contentsOf: root.appending(path: "docs/commands.md"), encoding: .utf8)
        let sections = Dictionary(
            uniqueKeysWithValues: document.components(separatedBy: "\n## ").dropFirst().map { section in
                (String(section.prefix { $0 != "\n" }), section)
            })
        let commands = try await Self.subcommands(of: [])
        #expect(commands.count > 20)
        #expect(Set(sections.keys) == Set(commands))
        for command in commands {
            let section = sections[command] ?? ""
            for option in try await Self.options(of: [command]) {
                #expect(section.contains(option), "\(command) \(option) is not in docs/commands.md")
            }
        }
    }

    private static func subcommands(of command: [String]) async throws -> [String] {
        let help = try await Program.run(command + ["--help"]).output
        guard let list = help.components(separatedBy: "SUBCOMMANDS:\n").dropFirst().first else { return [] }
        return list.matches(of: /(?m)^  (\w[\w-]*)/).map { String($0.1) }.filter { $0 != "See" }
    }

    /// Those of its own, and of commands below it.
    private static func options(of command: [String]) async throws -> Set<String> {
        let help = try await Program.run(command + ["--help"]).output
        var options = Set(help.matches(of: /(?m)^  (--[a-z][a-z-]*)/).map { String($0.1) }).subtracting(common)
        for subcommand in try await subcommands(of: command) {
            options.formUnion(try await self.options(of: command + [subcommand]))
        }
        return options
    }
}
