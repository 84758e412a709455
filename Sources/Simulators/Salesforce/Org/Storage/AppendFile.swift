#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file that grows line by line; it may be cut back to a length it had.
final class AppendFile: Sendable {
    private let descriptor: Int32
    private let path: String

    init(_ path: String) throws(OrgDataError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        self.path = path
        guard descriptor >= 0 else { throw OrgDataError("\(path): \(FileBytes.reason()).") }
    }

    deinit {
        close(descriptor)
    }

    var length: Int { Int(lseek(descriptor, 0, SEEK_END)) }

    /// Whether all bytes reached the file.
    @discardableResult
    func append(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count, let start = buffer.baseAddress {
                let written = write(descriptor, start + done, buffer.count - done)
                guard written > 0 else { return false }
                done += written
            }
            return true
        }
    }

    func truncate(to length: Int) {
        _ = ftruncate(descriptor, off_t(length))
    }
}
