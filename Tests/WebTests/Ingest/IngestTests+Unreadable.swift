import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Store
import Testing
import Web

/// Bodies that are almost JSON: what cannot be read of them spoils only itself.
extension IngestTests {
    /// Messages, as Latin-1 writes them; why each is refused; and what of it is left out.
    @Test(
        arguments: [
            (#"{"type":"track","userId":"café","event":"E"}"#, "userId is not UTF-8", nil),
            (#"{"type":"track","userId":"u","event":"café"}"#, "event is not UTF-8", nil),
            (#"{"type":"track","userId":"u","event":"E","messageId":"café"}"#, "messageId is not UTF-8", nil),
            (#"{"type":"group","userId":"u","groupId":"café"}"#, "groupId is not UTF-8", nil),
            (#"{"type":"café","userId":"u"}"#, "type is none of", nil),
            (#""café""#, "a message is a JSON object", nil),
            (#"{"type":"identify","userId":"u","traits":{"email":"new@acme.com","title":"café"}}"#, nil, "title"),
            (#"{"type":"identify","userId":"u","traits":{"email":"new@acme.com","title":"\u00e9é"}}"#, nil, "title"),
            (#"{"type":"identify","userId":"u","timestamp":"é","traits":{"email":"new@acme.com"}}"#, nil, "timestamp"),
            (#"{"type":"identify","userId":"u","traits":{"email":"new@acme.com","café":"x"}}"#, nil, nil),
            (#"{"type":"track","userId":"u","event":"E","properties":{"city":"Zürich"}}"#, nil, nil),
            (#"{"type":"page","userId":"u","name":"café"}"#, nil, nil),
        ] as [(String, String?, String?)])
    func `what is not UTF-8 spoils no message but its own, and of that as little as can be`(
        message: String, refused: String?, leftOut: String?
    ) async throws {
        try await ingesting { workspace, client, key in
            let known = #"{"type":"identify","userId":"u","traits":{"email":"old@acme.com","title":"CTO"}}"#
            let next = #"{"type":"identify","userId":"next","traits":{"title":"K\u00f6nig"}}"#
            let text = #"{"writeKey":"\#(key)","batch":[\#(known),\#(message),\#(next)]}"#
            let body = ByteBuffer(bytes: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
            let answer = try await client.execute(uri: "/v1/batch", method: .post, body: body)
            #expect(answer.status == .ok)
            let told = String(buffer: answer.body)
            #expect(told.contains(#""taken":2"#) == (refused != nil), "\(told)")
            if let refused { #expect(told.contains(#""reason":"\#(refused)"#), "\(told)") }
            #expect(told.contains("left_out") == (leftOut != nil), "\(told)")
            if let leftOut { #expect(told.contains(#""column":"\#(leftOut)""#), "\(told)") }
            let user = try #require(try await workspace.store.profile(of: .user, id: "u"))
            #expect(user["title"] == .string("CTO"))
            #expect(user["email"] == .string(message.contains("new@acme.com") ? "new@acme.com" : "old@acme.com"))
            let other = try #require(try await workspace.store.profile(of: .user, id: "next"))
            #expect(other["title"] == .string("König"))
        }
    }

    @Test(arguments: [(59, true), (60, true), (61, true), (2000, true), (16_000, true), (20_000, false)])
    func `properties may nest as deep as a message is long`(depth: Int, isTaken: Bool) async throws {
        try await ingesting { workspace, client, key in
            let list = String(repeating: "[", count: depth) + #"12,"]",true"# + String(repeating: "]", count: depth)
            let deep = #"{"type":"track","userId":"deep","event":"E","properties":{"list":\#(list)},"messageId":"m"}"#
            let next = #"{"type":"identify","userId":"next"}"#
            let answer = try await client.execute(
                uri: "/v1/batch", method: .post,
                body: ByteBuffer(string: #"{"writeKey":"\#(key)","batch":[\#(deep),\#(next)]}"#))
            #expect(answer.status == .ok)
            #expect(String(buffer: answer.body).contains("refused") != isTaken)
            #expect(try await workspace.store.profile(of: .user, id: "next") != nil)
        }
    }

    @Test(arguments: [
        String(repeating: "[", count: 100), String(repeating: "[", count: 100) + String(repeating: "]", count: 99),
        String(repeating: "[", count: 100) + "\"" + String(repeating: "]", count: 100), "\"\u{1}\"", "tru",
    ])
    func `what nobody can tell the end of refuses its body`(value: String) async throws {
        try await ingesting { _, client, key in
            let answer = try await client.execute(
                uri: "/v1/track", method: .post,
                headers: [.authorization: "Basic " + Data("\(key):".utf8).base64EncodedString()],
                body: ByteBuffer(string: #"{"userId":"u","event":"E","properties":{"x":\#(value)}}"#))
            #expect(answer.status == .badRequest)
            #expect(String(buffer: answer.body).contains("The body is not JSON"))
        }
    }

    @Test func `elsewhere a text that is not UTF-8, or a value that nests too deep, is no JSON`() {
        let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        for bytes in [Array(#"{"x":"caf"#.utf8) + [0xE9] + Array(#""}"#.utf8), Array(deep.utf8)] {
            bytes.withUnsafeBytes { bytes in
                #expect(throws: JSONFault.self) { try JSON(bytes: bytes) }
                #expect(throws: Never.self) { try JSON(bytes: bytes, takesAnyValue: true) }
            }
        }
    }
}
