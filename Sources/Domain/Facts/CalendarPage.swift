/// The calendars of some users of one account, packed into bytes: what one row of `activity_calendar` holds.
///
/// For each user, in ascending order: the key less the one before (varint), the number of bytes that follow (varint),
/// and for each subject, ascending: the subject (varint), the number of octets (varint), the newest octet (zigzag
/// varint from a recent one) and its days, then the distance back to each older octet (varint) and its days. Empty
/// octets are left out, so a calendar has no limit of span and grows both ways, and a reader may stop where its windows
/// begin.
package struct CalendarPage: Sendable {
    package private(set) var bytes: [UInt8] = []
    private var lastUser: UInt32 = 0
    package private(set) var userCount = 0

    /// The octet of 2014-11-10: days of our time take two bytes.
    private static let referenceOctet = (1 << 20 + 16_384) >> 3

    package init() {}

    /// Adds a user above all those already there; `marks` ascend, without two of one place, and are not empty.
    package mutating func append(user: UInt32, marks: [CalendarMark]) {
        bytes.append(varint: UInt64(user - lastUser))
        lastUser = user
        userCount += 1
        let lengthPosition = bytes.count
        bytes.append(0)
        encode(marks)
        let length = bytes.count - lengthPosition - 1
        if length < 0x80 {
            bytes[lengthPosition] = UInt8(length)
        } else {
            var prefix: [UInt8] = []
            prefix.append(varint: UInt64(length))
            bytes.replaceSubrange(lengthPosition...lengthPosition, with: prefix)
        }
    }

    private mutating func encode(_ marks: [CalendarMark]) {
        var index = 0
        while index < marks.count {
            let subject = marks[index].subject
            var end = index + 1
            while end < marks.count, marks[end].subject == subject { end += 1 }
            bytes.append(varint: UInt64(subject))
            bytes.append(varint: UInt64(end - index))
            var octet = marks[index].octet
            let distance = octet - Self.referenceOctet
            bytes.append(varint: UInt64(bitPattern: Int64(distance << 1 ^ distance >> 63)))
            bytes.append(marks[index].days)
            for mark in marks[index + 1..<end] {
                bytes.append(varint: UInt64(octet - mark.octet))
                octet = mark.octet
                bytes.append(mark.days)
            }
            index = end
        }
    }
}

extension CalendarPage {
    /// Reads packed calendars where they lie, user by user and subject by subject.
    package struct Reader {
        private var bytes: VarintReader
        private var userEnd = 0
        package private(set) var user: UInt32 = 0

        package init(_ bytes: UnsafeBufferPointer<UInt8>) {
            self.bytes = VarintReader(bytes)
        }

        /// Moves to the next user, wherever the last one was left; false at the end.
        @inline(__always) package mutating func nextUser() -> Bool {
            bytes.position = userEnd
            guard !bytes.isAtEnd else { return false }
            user &+= UInt32(truncatingIfNeeded: bytes.next())
            let length = Int(truncatingIfNeeded: bytes.next())
            userEnd = min(bytes.position &+ length, bytes.count)
            return true
        }

        /// The next subject of this user with the number of its octets, all of which the caller must read.
        @inline(__always) package mutating func nextSubject() -> (subject: UInt32, octets: Int)? {
            guard bytes.position < userEnd else { return nil }
            let subject = UInt32(truncatingIfNeeded: bytes.next())
            return (subject, Int(truncatingIfNeeded: bytes.next()))
        }

        @inline(__always) package mutating func newestOctet() -> (octet: Int, days: UInt8) {
            let raw = bytes.next()
            let distance = Int(truncatingIfNeeded: raw >> 1) ^ -Int(truncatingIfNeeded: raw & 1)
            return (referenceOctet &+ distance, bytes.byte())
        }

        @inline(__always) package mutating func olderOctet(than octet: Int) -> (octet: Int, days: UInt8) {
            (octet &- Int(truncatingIfNeeded: bytes.next()), bytes.byte())
        }

        /// All marks of this user, ascending.
        package mutating func marks(into marks: inout [CalendarMark]) {
            marks.removeAll(keepingCapacity: true)
            while let (subject, octets) = nextSubject() {
                guard octets > 0 else { continue }
                var (octet, days) = newestOctet()
                marks.append(CalendarMark(subject: subject, octet: octet, days: days))
                for _ in 1..<max(1, octets) {
                    (octet, days) = olderOctet(than: octet)
                    marks.append(CalendarMark(subject: subject, octet: octet, days: days))
                }
            }
        }
    }
}

/// Numbers of seven bits a byte, the lowest first; a set top bit says that more follow.
package struct VarintReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    package var position = 0

    package init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    package var count: Int { bytes.count }
    @inline(__always) package var isAtEnd: Bool { position >= bytes.count }

    @inline(__always) package mutating func byte() -> UInt8 {
        guard position < bytes.count else { return 0 }
        defer { position &+= 1 }
        return bytes[position]
    }

    @inline(__always) package mutating func next() -> UInt64 {
        let first = byte()
        guard first >= 0x80 else { return UInt64(first) }
        return longer(first)
    }

    private mutating func longer(_ first: UInt8) -> UInt64 {
        var value = UInt64(first & 0x7F)
        var shift: UInt64 = 7
        while shift < 64 {
            let byte = byte()
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        return value
    }
}

extension [UInt8] {
    @inline(__always) package mutating func append(varint value: UInt64) {
        var value = value
        while value >= 0x80 {
            append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        append(UInt8(value))
    }
}
