import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing
import Web

@Suite struct HTTPMannersTests {
    /// The head that reaches the routes, and the status that was answered before any of it.
    private func pass(
        _ version: HTTPVersion, _ headers: HTTPHeaders
    ) throws -> (head: HTTPRequestHead, answered: HTTPResponseStatus?) {
        let channel = EmbeddedChannel(handler: HTTPManners())
        let head = HTTPRequestHead(version: version, method: .POST, uri: "/v1/track", headers: headers)
        try channel.writeInbound(HTTPServerRequestPart.head(head))
        var answered: HTTPResponseStatus?
        if case .head(let answer) = try channel.readOutbound(as: HTTPServerResponsePart.self) {
            answered = answer.status
        }
        let passed = try #require(try channel.readInbound(as: HTTPServerRequestPart.self))
        guard case .head(let passedHead) = passed else {
            Issue.record("what reached the routes is no head: \(passed)")
            return (head, answered)
        }
        return (passedHead, answered)
    }

    @Test(
        arguments: [
            (.http1_0, [:], true), (.http1_0, ["Connection": "keep-alive"], false), (.http1_1, [:], false),
            (.http1_1, ["connection": "Close"], true),
        ] as [(HTTPVersion, HTTPHeaders, Bool)])
    func `a connection ends where its client expects it`(
        version: HTTPVersion, headers: HTTPHeaders, ends: Bool
    ) throws {
        let passed = try pass(version, headers).head.headers["connection"]
        #expect((passed == ["close"]) == ends, "\(passed)")
    }

    @Test(
        arguments: [
            (.http1_1, ["Expect": "100-continue"], true), (.http1_1, ["expect": "100-Continue"], true),
            (.http1_1, [:], false), (.http1_1, ["Expect": "patience"], false),
            (.http1_0, ["Expect": "100-continue"], false),
        ] as [(HTTPVersion, HTTPHeaders, Bool)])
    func `who waits to be asked for a body is asked`(
        version: HTTPVersion, headers: HTTPHeaders, isAsked: Bool
    ) throws {
        #expect(try pass(version, headers).answered == (isAsked ? .continue : nil))
    }

    @Test func `bodies pass as they are`() throws {
        let channel = EmbeddedChannel(handler: HTTPManners())
        let body = ByteBuffer(string: "{}")
        try channel.writeInbound(HTTPServerRequestPart.body(body))
        #expect(try channel.readInbound(as: HTTPServerRequestPart.self) == .body(body))
    }
}
