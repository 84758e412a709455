import Foundation
import Testing

/// Comments cite rules by the sections of two documents: whoever follows a citation must find its section.
@Suite struct CitationDocumentTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")

    @Test(arguments: [("D", "docs/rules.md"), ("S", "docs/salesforce.md")])
    func `every cited section has its heading`(mark: String, document: String) throws {
        let text = try String(contentsOf: Self.root.appending(path: document), encoding: .utf8)
        let headings = text.matches(of: #/(?m)^##+ (\d+(?:\.\d+)?)\. /#).map { String($0.1) }
        #expect(Set(headings).count == headings.count, "a number of \(document) stands for two sections")
        let citations = try Self.citations(mark)
        #expect(citations.count >= 5, "too few citations of \(document) were found")
        for (section, file) in citations where !headings.contains(section) {
            Issue.record("\(file) cites \(mark)§\(section), which \(document) does not have")
        }
    }

    /// Each cited section, with one of the files that cite it.
    private static func citations(_ mark: String) throws -> [String: String] {
        let citation = try Regex("\(mark)§([0-9]+(?:\\.[0-9]+)?)", as: (Substring, Substring).self)
        var files: [String: String] = [:]
        for folder in ["Sources", "Tests"] {
            let tree = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
            while let file = tree?.nextObject() as? URL {
                guard file.pathExtension == "swift" else { continue }
                for match in try String(contentsOf: file, encoding: .utf8).matches(of: citation) {
                    files[String(match.1)] = file.lastPathComponent
                }
            }
        }
        return files
    }
}
