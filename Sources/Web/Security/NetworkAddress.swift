/// An IP address: four bytes, or sixteen.
package struct NetworkAddress: Sendable, Hashable {
    private let bytes: [UInt8]

    /// Nothing for any other number of bytes.
    package init?(_ bytes: [UInt8]) {
        switch bytes.count {
        case 4: self.bytes = bytes
        // ::ffff:a.b.c.d, ::ffff:0:a.b.c.d, ::a.b.c.d and 64:ff9b::a.b.c.d are IPv4 in the clothes of IPv6.
        case 16 where Self.clothes.contains { bytes.starts(with: $0) }:
            self.bytes = Array(bytes.suffix(4))
        // 2002:a.b.c.d:: is a tunnel to an IPv4 address.
        case 16 where bytes[0] == 0x20 && bytes[1] == 0x02: self.bytes = Array(bytes[2..<6])
        case 16: self.bytes = bytes
        default: return nil
        }
    }

    /// Whether only machines in our own network reach it: private, shared, link-local, loopback, unspecified, or no
    /// single machine at all.
    package var isPrivate: Bool {
        bytes.count == 4 ? isPrivateFour : isPrivateSix
    }

    private static let clothes: [[UInt8]] = [
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], [0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0],
    ]

    private var isPrivateFour: Bool {
        switch (bytes[0], bytes[1]) {
        case (0, _), (10, _), (127, _), (169, 254), (172, 16...31), (192, 168), (100, 64...127), (198, 18...19): true
        case (192, 0): bytes[2] == 0
        case (224..., _): true
        default: false
        }
    }

    private var isPrivateSix: Bool {
        switch (bytes[0], bytes[1]) {
        case (0xFC...0xFD, _), (0xFE, 0x80...), (0xFF, _): true
        // 64:ff9b:1::/48 translates within a network, 2001::/32 tunnels out of one, 100::/64 leads nowhere.
        case (0, 0x64): bytes.starts(with: [0, 0x64, 0xFF, 0x9B, 0, 1])
        case (0x20, 0x01): bytes[2] == 0 && bytes[3] == 0
        case (0x01, 0): bytes.prefix(8).dropFirst().allSatisfy { $0 == 0 }
        default: false
        }
    }
}
