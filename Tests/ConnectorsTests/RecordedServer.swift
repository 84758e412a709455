import Foundation
import Synchronization

/// A tiny HTTP server that answers as Salesforce has been recorded to, byte for byte, faults included.
final class RecordedServer: Sendable {
    struct Request: Sendable {
        let method: String
        /// Path and query as they came.
        let target: String
        let headers: [String: String]
        let body: [UInt8]

        var path: String { String(target.prefix { $0 != "?" }) }
        var text: String { String(decoding: body, as: UTF8.self) }

        /// The value of a query parameter, decoded.
        func query(_ name: String) -> String? {
            URLComponents(string: target)?.queryItems?.first { $0.name == name }?.value
        }

        /// The fields of a form body, decoded.
        var form: [String: String] {
            var components = URLComponents()
            components.percentEncodedQuery = text
            return Dictionary(
                (components.queryItems ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
        }
    }

    struct Answer: Sendable {
        var status = 200
        var headers: [(String, String)] = []
        var body: [UInt8] = []
        /// Sends only so many bytes of the body and hangs up; -1 hangs up without a word.
        var cutAfter: Int?
    }

    private let socket: Int32
    let port: UInt16
    private let respond: @Sendable (Request) -> Answer
    private let log = Mutex<[Request]>([])

    private let sent = Mutex(0)

    /// How much has been sent in all, as far as the other side let it.
    var sentBytes: Int { sent.withLock { $0 } }

    /// Everything that has been asked, in order.
    var requests: [Request] { log.withLock { $0 } }

    var url: String { "http://127.0.0.1:\(port)" }

    init(_ respond: @escaping @Sendable (Request) -> Answer) throws {
        let listener = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, isListening else { throw POSIXError(.EADDRINUSE) }
        socket = listener
        port = UInt16(bigEndian: address.sin_port)
        self.respond = respond
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else {
                    // Closed here and nowhere else, so that no other socket gets the number while it is waited on.
                    close(listener)
                    return
                }
                guard let server = self else {
                    close(connection)
                    return
                }
                Thread.detachNewThread { server.serve(connection) }
            }
        }
    }

    /// Ends the server; connections still open end with their clients.
    func stop() {
        shutdown(socket, Int32(SHUT_RDWR))
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        var buffer: [UInt8] = []
        while let request = read(connection, &buffer) {
            log.withLock { $0.append(request) }
            let answer = respond(request)
            if answer.cutAfter == -1 { return }
            var head = "HTTP/1.1 \(answer.status) Recorded\r\n"
            for (name, value) in answer.headers { head += "\(name): \(value)\r\n" }
            if answer.status != 204, answer.status != 304 { head += "Content-Length: \(answer.body.count)\r\n" }
            let body = answer.cutAfter.map { answer.body.prefix($0) } ?? answer.body[...]
            guard write(connection, Array((head + "\r\n").utf8) + body), answer.cutAfter == nil else { return }
        }
    }

    private func write(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].prefix(1 << 18).withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            written += count
            sent.withLock { $0 += count }
        }
        return true
    }

    private func read(_ connection: Int32, _ buffer: inout [UInt8]) -> Request? {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        func more() -> Bool {
            let count = recv(connection, &piece, piece.count, 0)
            guard count > 0 else { return false }
            buffer += piece[..<count]
            return true
        }
        let blank = Array("\r\n\r\n".utf8)
        var end: Int?
        while end == nil {
            end = buffer.firstRange(of: blank)?.lowerBound
            if end == nil, !more() { return nil }
        }
        guard let end else { return nil }
        let lines = String(decoding: buffer[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let length = Int(headers["content-length"] ?? "") ?? 0
        while buffer.count < end + 4 + length { guard more() else { return nil } }
        let body = Array(buffer[(end + 4)..<(end + 4 + length)])
        buffer.removeFirst(end + 4 + length)
        return Request(method: words[0], target: words[1], headers: headers, body: body)
    }
}
