import Foundation
import Testing
import Web

/// Compares markup with a file beside the tests; with `RECORD_SNAPSHOTS` in the environment, writes the file instead.
func expectSnapshot(
    _ html: HTML, _ name: String, file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Snapshots")
    let snapshot = folder.appendingPathComponent(name + ".html")
    let shown = html.text + "\n"
    guard ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == nil else {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return try shown.write(to: snapshot, atomically: true, encoding: .utf8)
    }
    let kept = try String(contentsOf: snapshot, encoding: .utf8)
    let difference = zip(kept.split(separator: "\n"), shown.split(separator: "\n")).first { $0 != $1 }
    #expect(
        kept == shown, "first difference: \(difference.map { "\($0) ≠ \($1)" } ?? "length")",
        sourceLocation: sourceLocation)
}
