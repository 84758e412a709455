import Cryptography
import HTTPTypes
import Hummingbird
import NIOCore
import WebAssets

/// A file that pages load; the binary carries it.
struct Asset: Sendable {
    let path: String
    private let type: String
    private let body: ByteBuffer
    private let tag: String

    private init(_ path: String, type: String, _ bytes: UnsafeBufferPointer<UInt8>) {
        self.path = path
        self.type = type
        body = ByteBuffer(bytes: bytes)
        tag = "\"" + SecretToken.base64URL(Array(SHA256.digest(of: Array(bytes)).prefix(12))) + "\""
    }

    static let all = [
        Asset(
            "/assets/hub.css", type: "text/css; charset=utf-8",
            UnsafeBufferPointer(start: web_assets_stylesheet_start(), count: Int(web_assets_stylesheet_length))),
        Asset(
            "/assets/hub.js", type: "text/javascript; charset=utf-8",
            UnsafeBufferPointer(start: web_assets_script_start(), count: Int(web_assets_script_length))),
        Asset(
            "/assets/icon.svg", type: "image/svg+xml",
            UnsafeBufferPointer(start: web_assets_icon_start(), count: Int(web_assets_icon_length))),
    ]

    var route: HubRoute {
        HubRoute(.get, path, .everyone) { context in
            let headers: HTTPFields = [.contentType: type, .eTag: tag, .cacheControl: "max-age=300, must-revalidate"]
            guard context.request.headers[.ifNoneMatch] != tag else {
                return Response(status: .notModified, headers: headers)
            }
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
        }
    }
}
