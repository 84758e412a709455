/// Tells whether anything by which a record is decided has changed: its id, when it was created, every field that a
/// rule reads.
///
/// 64 bits: that a changed record keeps its digest happens once in 10¹⁹ changes. 0 stands for a record that is gone.
struct RecordDigest {
    private(set) var value: UInt64 = 0

    mutating func add(_ text: Bytes) {
        add(text.isEmpty ? 1 : keyHash(text))
    }

    mutating func add(_ number: UInt64) {
        let mixed = (value ^ number) &* 0x9E37_79B9_7F4A_7C15
        value = max(mixed ^ mixed >> 32, 1)
    }
}

extension MatchRecords {
    /// The digest of each record.
    var digests: [UInt64] {
        var digests = [RecordDigest](repeating: RecordDigest(), count: count)
        digests.add(ids)
        for column in values { digests.add(column) }
        for row in created.indices { digests[row].add(UInt64(bitPattern: created[row])) }
        return digests.map(\.value)
    }
}

extension UserSightings {
    /// The digest of each user.
    var digests: [UInt64] {
        var digests = [RecordDigest](repeating: RecordDigest(), count: count)
        for column in [ids, accountIDs, emails] { digests.add(column) }
        for row in lastSeen.indices { digests[row].add(UInt64(bitPattern: lastSeen[row])) }
        return digests.map(\.value)
    }
}

extension [RecordDigest] {
    fileprivate mutating func add(_ column: TextColumn) {
        column.bytes.withUnsafeBufferPointer { bytes in
            for row in indices { self[row].add(Bytes(rebasing: bytes[column.range(row)])) }
        }
    }
}
