package import Hummingbird
package import NIOCore

/// What Hummingbird carries along with each request: here also the address it came from.
package struct HubRequestContext: RemoteAddressRequestContext {
    package var coreContext: CoreRequestContextStorage
    package let remoteAddress: SocketAddress?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}
