import Domain
import Foundation

/// A file, or the standard input, read from front to back.
final class InputFile: Sendable {
    /// The name that messages use.
    let name: String
    /// Nothing where the length is unknown: a pipe.
    let byteCount: Int64?

    private let descriptor: Int32
    private let isOwned: Bool

    init(path: String) throws {
        name = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        isOwned = true
        guard descriptor >= 0 else { throw PlainError("Cannot open \(path): \(Self.lastFault).") }
        byteCount = try Self.length(of: descriptor, path: path)
    }

    private init() {
        name = "the standard input"
        descriptor = STDIN_FILENO
        isOwned = false
        byteCount = nil
    }

    static func standardInput() -> InputFile { InputFile() }

    deinit {
        if isOwned { close(descriptor) }
    }

    /// Fills the buffer from the file and returns how many bytes there were; 0 at the end.
    func read(into buffer: inout [UInt8]) throws -> Int {
        while true {
            let count = buffer.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            guard errno == EINTR else { throw PlainError("Cannot read \(name): \(Self.lastFault).") }
        }
    }

    private static func length(of descriptor: Int32, path: String) throws -> Int64? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw PlainError("Cannot read \(path): it is a folder.") }
        return status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : nil
    }

    private static var lastFault: String { String(cString: strerror(errno)) }
}
