import Foundation
import NIOPosix

/// Asks the system for the addresses of a name.
package enum HostLookup {
    /// All addresses; none where the name is unknown.
    package static let addresses: @Sendable (String) async -> [NetworkAddress] = { name in
        (try? await NIOThreadPool.singleton.runIfActive { resolve(name) }) ?? []
    }

    private static func resolve(_ name: String) -> [NetworkAddress] {
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, nil, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        return sequence(first: first, next: { $0?.pointee.ai_next }).compactMap { entry in
            guard let entry, let address = entry.pointee.ai_addr else { return nil }
            let bytes = UnsafeRawBufferPointer(start: address, count: Int(entry.pointee.ai_addrlen))
            // Family and port come first; in IPv6 also the flow.
            return switch entry.pointee.ai_family {
            case AF_INET: NetworkAddress(Array(bytes.dropFirst(4).prefix(4)))
            case AF_INET6: NetworkAddress(Array(bytes.dropFirst(8).prefix(16)))
            default: nil
            }
        }
    }
}
