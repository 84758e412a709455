/// ISO 8601 on bytes: no formatter, no allocation on the way in.
enum ISO8601 {
    /// What four digits of a year can say.
    private static let writable: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    static func milliseconds(in bytes: some RandomAccessCollection<UInt8>) -> Int64? {
        if let result = bytes.withContiguousStorageIfAvailable({ scan($0) }) { return result }
        return Array(bytes).withUnsafeBufferPointer { scan($0) }
    }

    private static func scan(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        var scanner = Scanner(text: text)
        guard let year = scanner.number(digits: 4), scanner.skip("-"),
            let month = scanner.number(digits: 2), scanner.skip("-"),
            let day = scanner.number(digits: 2),
            let days = Day(year: year, month: month, day: day)
        else { return nil }
        let midnight = Int64(days.number) * 86_400_000
        if scanner.isAtEnd { return midnight }
        guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let time = scanner.timeOfDay(), let offset = scanner.offset(), scanner.isAtEnd
        else { return nil }
        let result = midnight + time - offset
        return writable.contains(result) ? result : nil
    }

    /// An instant before the year 0 or after the year 9999 is written as the nearest that can be.
    static func bytes(of instant: Int64) -> [UInt8] {
        let milliseconds = min(max(instant, writable.lowerBound), writable.upperBound)
        let dayMilliseconds: Int64 = 86_400_000
        let remainder = milliseconds % dayMilliseconds
        let time = remainder < 0 ? remainder + dayMilliseconds : remainder
        let day = Day(number: Int32((milliseconds - time) / dayMilliseconds))
        let (year, month, dayOfMonth) = day.components
        var out: [UInt8] = []
        out.reserveCapacity(24)
        func put(_ value: Int, digits: Int) {
            var divisor = 1
            for _ in 1..<digits { divisor *= 10 }
            while divisor > 0 {
                out.append(UInt8(48 + value / divisor % 10))
                divisor /= 10
            }
        }
        put(year, digits: 4)
        out.append(UInt8(ascii: "-"))
        put(month, digits: 2)
        out.append(UInt8(ascii: "-"))
        put(dayOfMonth, digits: 2)
        out.append(UInt8(ascii: "T"))
        put(Int(time / 3_600_000), digits: 2)
        out.append(UInt8(ascii: ":"))
        put(Int(time / 60_000 % 60), digits: 2)
        out.append(UInt8(ascii: ":"))
        put(Int(time / 1000 % 60), digits: 2)
        out.append(UInt8(ascii: "."))
        put(Int(time % 1000), digits: 3)
        out.append(UInt8(ascii: "Z"))
        return out
    }
}

extension ISO8601 {
    /// Reads a time from left to right.
    fileprivate struct Scanner {
        let text: UnsafeBufferPointer<UInt8>
        var position = 0

        init(text: UnsafeBufferPointer<UInt8>) {
            self.text = text
        }

        var isAtEnd: Bool { position == text.count }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func number(digits: Int) -> Int? {
            guard position + digits <= text.count else { return nil }
            var value = 0
            for index in position..<position + digits {
                let digit = Int(text[index]) - 48
                guard digit >= 0, digit <= 9 else { return nil }
                value = value * 10 + digit
            }
            position += digits
            return value
        }

        /// Hours, minutes and, where given, seconds with decimals, in milliseconds.
        mutating func timeOfDay() -> Int64? {
            guard let hour = number(digits: 2), hour < 24, skip(":"),
                let minute = number(digits: 2), minute < 60
            else { return nil }
            var total = Int64(hour * 60 + minute) * 60_000
            guard skip(":") else { return total }
            // A leap second is read as the first moment of the next minute.
            guard let second = number(digits: 2), second <= 60 else { return nil }
            total += Int64(second) * 1000
            guard skip(".") || skip(",") else { return total }
            var weight: Int64 = 100
            var digits = 0
            while position < text.count, case let digit = Int64(text[position]) - 48, digit >= 0, digit <= 9 {
                total += digit * weight
                weight /= 10
                digits += 1
                position += 1
            }
            return digits > 0 ? total : nil
        }

        /// `Z`, `+02:00`, `+0200` or `+02`, in milliseconds.
        mutating func offset() -> Int64? {
            if skip("Z") || skip("z") { return 0 }
            let sign: Int64
            if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
            guard let hours = number(digits: 2), hours < 24 else { return nil }
            if isAtEnd { return sign * Int64(hours) * 3_600_000 }
            _ = skip(":")
            guard let minutes = number(digits: 2), minutes < 60 else { return nil }
            return sign * Int64(hours * 60 + minutes) * 60_000
        }
    }
}
