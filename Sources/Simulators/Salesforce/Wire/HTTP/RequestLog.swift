import Foundation
import Synchronization

/// Every request as a line of JSON, for tests that ask what a client really did.
final class RequestLog: Sendable {
    private let file: Mutex<FileHandle>

    init(file path: String) throws {
        let files = FileManager.default
        guard files.fileExists(atPath: path) || files.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw OrgDataError("the request log \(path) cannot be written") }
        try handle.seekToEnd()
        file = Mutex(handle)
    }

    func append(method: String, path: [String], status: Int) {
        let line = JSONValue.members([
            "method": .text(method), "path": .text("/" + path.joined(separator: "/")), "status": .integer(status),
        ]).bytes
        file.withLock { $0.write(Data(line + [0x0A])) }
    }
}
