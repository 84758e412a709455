import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Puts the clock's own second into each answer's `Date`.
///
/// The server renews that header once a second, by a timer of its own, so it can be a second behind. A client that asks what
/// time it is, to read all that changed until then, would miss what was saved a moment before.
final class ExactDate: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// UTC milliseconds.
    private let clock: @Sendable () -> Int64

    init(clock: @escaping @Sendable () -> Int64) {
        self.clock = clock
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data) else {
            context.write(data, promise: promise)
            return
        }
        head.headerFields[.date] = WireTime.http(clock())
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }
}
