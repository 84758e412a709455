/// Numbers the hosts of e-mail addresses, so that what is known of a host is worked out once and not for each member.
struct HostNumbers {
    private(set) var hosts = KeyColumn()
    private var slots = RowSlots(capacity: 1 << 12)

    /// The numbers of the hosts of some addresses, counted from 0; a new one is one more than the last.
    ///
    /// - Parameter numbers: for each address of the column; those without a key are left as they are.
    mutating func number(
        _ emails: KeyView, _ part: Range<Int>, into numbers: UnsafeMutableBufferPointer<UInt32>
    ) {
        withUnsafeTemporaryAllocation(of: Asked.self, capacity: RowSlots.blockSize) { asked in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: RowSlots.blockSize) { hashes in
                var count = 0
                for row in part where emails.hashes[row] != 0 {
                    asked[count] = Asked(row: row, host: Self.host(of: emails[row]))
                    hashes[count] = keyHash(asked[count].host)
                    count += 1
                    if count == RowSlots.blockSize {
                        answer(asked[..<count], UnsafeBufferPointer(rebasing: hashes[..<count]), into: numbers)
                        count = 0
                    }
                }
                answer(asked[..<count], UnsafeBufferPointer(rebasing: hashes[..<count]), into: numbers)
            }
        }
    }

    private struct Asked {
        let row: Int
        let host: Bytes
    }

    private mutating func answer(
        _ asked: Slice<UnsafeMutableBufferPointer<Asked>>, _ hashes: UnsafeBufferPointer<UInt64>,
        into numbers: UnsafeMutableBufferPointer<UInt32>
    ) {
        hosts.withView { view in slots.touch(hashes) { Int(view[$0][0]) } }
        for index in asked.indices {
            numbers[asked[index].row] = UInt32(truncatingIfNeeded: number(of: asked[index].host, hashes[index]))
        }
    }

    @inline(__always)
    private mutating func number(of host: Bytes, _ hash: UInt64) -> Int {
        let known = hosts.withView { view in slots.find(hash) { view[$0].isSame(as: host) } }
        if let known { return known }
        if slots.isFull { slots.grow(hosts.hashes) }
        slots.insert(hosts.count, hash)
        hosts.append(host)
        return hosts.count - 1
    }

    /// What stands after the `@`, which every address in form has.
    @inline(__always)
    private static func host(of email: Bytes) -> Bytes {
        var start = email.count
        while email[start - 1] != UInt8(ascii: "@") { start -= 1 }
        return email.from(start)
    }
}
