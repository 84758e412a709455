/// Numbers the hosts of e-mail addresses, so that what is known of a host is worked out once and not for each member.
struct HostNumbers {
    private(set) var hosts = KeyColumn()
    /// Positions in `hosts` from 1 below the upper half of the hash; 0 is free. At most half of the slots are taken.
    private var slots = [UInt64](repeating: 0, count: 1 << 12)

    var count: Int { hosts.count }

    /// The host's number, counted from 0; a new one is one more than the last.
    mutating func number(of host: Bytes) -> Int {
        let hash = keyHash(host)
        let half = hash & ~0xFFFF_FFFF
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
            if slots[slot] & ~0xFFFF_FFFF == half, equals(number, host) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        hosts.append(host)
        slots[slot] = half | UInt64(hosts.count)
        if hosts.count * 2 > slots.count { grow() }
        return hosts.count - 1
    }

    private func equals(_ number: Int, _ host: Bytes) -> Bool {
        let range = hosts.range(number)
        guard range.count == host.count else { return false }
        return hosts.bytes.withUnsafeBufferPointer { Bytes(rebasing: $0[range]).isSame(as: host) }
    }

    private mutating func grow() {
        slots = [UInt64](repeating: 0, count: slots.count * 2)
        for number in 0..<hosts.count {
            var slot = Int(truncatingIfNeeded: hosts.hashes[number]) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = hosts.hashes[number] & ~0xFFFF_FFFF | UInt64(number + 1)
        }
    }
}
