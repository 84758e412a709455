/// How the letters of an internationalised domain label are spelled in ASCII (RFC 3492).
enum Punycode {
    private static let base = 36
    private static let firstScalar = 128
    private static let firstBias = 72

    static func encode(_ label: some Sequence<Unicode.Scalar>) -> String? {
        let scalars = label.map { Int($0.value) }
        var output = scalars.filter { $0 < 128 }.map { UInt8($0) }
        let basicCount = output.count
        if basicCount > 0 { output.append(UInt8(ascii: "-")) }
        var (next, delta, bias, handled) = (firstScalar, 0, firstBias, basicCount)
        while handled < scalars.count {
            guard let least = scalars.filter({ $0 >= next }).min() else { return nil }
            delta += (least - next) * (handled + 1)
            next = least
            for scalar in scalars {
                if scalar < next { delta += 1 }
                guard scalar == next else { continue }
                appendNumber(delta, bias: bias, to: &output)
                bias = adapted(delta, count: handled + 1, isFirst: handled == basicCount)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    static func decode(_ text: some StringProtocol) -> String? {
        let bytes = Array(text.utf8)
        let split = bytes.lastIndex(of: UInt8(ascii: "-"))
        var scalars = bytes[..<(split ?? 0)].map { Int($0) }
        var (next, position, bias) = (firstScalar, 0, firstBias)
        var index = split.map { $0 + 1 } ?? 0
        while index < bytes.count {
            let before = position
            guard let number = readNumber(bytes, &index, bias: bias), number < 1 << 40 else { return nil }
            position += number
            bias = adapted(position - before, count: scalars.count + 1, isFirst: before == 0)
            next += position / (scalars.count + 1)
            position %= scalars.count + 1
            guard next < 0x11_0000 else { return nil }
            scalars.insert(next, at: position)
            position += 1
        }
        var decoded = String.UnicodeScalarView()
        for scalar in scalars {
            guard let scalar = Unicode.Scalar(UInt32(scalar)) else { return nil }
            decoded.append(scalar)
        }
        return String(decoded)
    }

    private static func threshold(_ position: Int, bias: Int) -> Int {
        min(max(position - bias, 1), 26)
    }

    private static func appendNumber(_ number: Int, bias: Int, to output: inout [UInt8]) {
        var rest = number
        var position = base
        while true {
            let threshold = threshold(position, bias: bias)
            guard rest >= threshold else { break }
            output.append(digit(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            position += base
        }
        output.append(digit(rest))
    }

    private static func readNumber(_ bytes: [UInt8], _ index: inout Int, bias: Int) -> Int? {
        var (number, weight, position) = (0, 1, base)
        while index < bytes.count {
            guard let value = value(of: bytes[index]), weight < 1 << 40 else { return nil }
            index += 1
            number += value * weight
            let threshold = threshold(position, bias: bias)
            if value < threshold { return number }
            weight *= base - threshold
            position += base
        }
        return nil
    }

    private static func digit(_ value: Int) -> UInt8 {
        UInt8(value < 26 ? value + 97 : value - 26 + 48)
    }

    private static func value(of digit: UInt8) -> Int? {
        switch digit {
        case 48...57: Int(digit) - 48 + 26
        case 65...90: Int(digit) - 65
        case 97...122: Int(digit) - 97
        default: nil
        }
    }

    private static func adapted(_ delta: Int, count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var steps = 0
        while delta > 455 {
            delta /= base - 1
            steps += base
        }
        return steps + base * delta / (delta + 38)
    }
}
