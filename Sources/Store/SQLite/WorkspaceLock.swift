import Domain
import Foundation

/// The workspace's locks: one run at a time, and one server, whichever process starts it.
///
/// It is an advisory lock on a file, so it dies with the process that holds it, however that ends.
package struct WorkspaceLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// What a process keeps to itself; each has a file of its own.
    package enum Subject: String, Sendable {
        case running = "crosswalk.lock"
        case serving = "crosswalk.serving.lock"
    }

    /// Takes the lock, or returns nothing while another process (or another part of this one) holds it.
    package init?(_ subject: Subject = .running, folder: String) throws {
        let path = folder + "/" + subject.rawValue
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw PlainError(
                "Cannot open \(path): \(String(cString: strerror(errno))). Check that the workspace folder exists and "
                    + "that this user may write to it.")
        }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            close(descriptor)
            guard code == EWOULDBLOCK else {
                throw PlainError("Cannot lock \(path): \(String(cString: strerror(code))).")
            }
            return nil
        }
        self.descriptor = descriptor
    }

    deinit {
        // Closing releases the lock.
        close(descriptor)
    }
}
