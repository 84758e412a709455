import Foundation
import Testing
import crosswalk

@Suite struct ConfigurationDocumentTests {
    @Test func `docs/configuration.md explains every key of the template`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let document = try String(contentsOf: root.appending(path: "docs/configuration.md"), encoding: .utf8)
        let keys = Set(
            configurationTemplate.matches(of: #/(?:^|[{,-]) *([a-z_]+):(?: |$)/#.anchorsMatchLineEndings()).map(\.1))
        #expect(keys.count > 30)
        let unexplained = keys.filter { key in
            !document.contains("`\(key)") && !document.contains("\(key): ") && !document.contains("## \(key)")
        }
        #expect(unexplained == ["users"], "the section users shares its heading with accounts")
    }
}
