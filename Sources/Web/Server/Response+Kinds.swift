package import HTTPTypes
package import Hummingbird
import NIOCore

extension Response {
    package static func html(_ page: HTML, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: page.text)))
    }

    package static func text(
        _ text: String, type: String = "text/plain; charset=utf-8", status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// Sends parts as they are made; a fault on the way breaks the connection, so that nobody takes the file for whole.
    static func stream(_ parts: any FileParts, type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type],
            body: ResponseBody { writer in
                var parts = parts
                while let part = try await parts.next() { try await writer.write(ByteBuffer(string: part)) }
                try await writer.finish(nil)
            })
    }

    package static func json(_ value: JSON, status: HTTPResponse.Status = .ok) -> Response {
        text(value.text, type: "application/json", status: status)
    }

    /// To another page after a form.
    package static func seeOther(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }
}
