import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// A connection over which a test sends just the bytes it wants.
final class RawConnection: Sendable {
    private let handle: Int32

    init(to server: Server) throws {
        let port = try #require(server.address.split(separator: ":").last.flatMap { UInt16($0) })
        handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { [handle] in
                connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(status == 0)
    }

    deinit { close(handle) }

    /// Hangs up, without waiting for its last user to let go of it.
    func end() { _ = shutdown(handle, Int32(SHUT_RDWR)) }

    /// Sends until all is sent or the other side no longer listens.
    func send(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(handle, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }

    /// Whether something has come back already.
    var hasAnswer: Bool {
        var byte: UInt8 = 0
        return recv(handle, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) == 1
    }

    /// The head of the answer, once it has come; empty where the other side closed.
    func head() -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8), recv(handle, &byte, 1, 0) == 1 { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
