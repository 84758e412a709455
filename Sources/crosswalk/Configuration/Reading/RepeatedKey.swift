import Yams

/// Lets a text be read on although a key stands twice in a section, where the YAML reader would give up.
///
/// The earlier key is disguised: its first letter becomes a sign that stands for it and that no file holds. So the keys
/// differ, every place in the text stays where it is, and the section, which sees through the disguise, names the mistake.
enum RepeatedKey {
    private static let limit = 100
    /// Each disguise costs a reading of the whole text, so that a text longer than any configuration is given few.
    private static let readableBytes = 1_000_000
    private static let firstSign: UInt32 = 0xF0000
    private static let letters: UInt32 = 128

    static func compose(_ text: String) throws -> Node? {
        var text = text
        for number in 0..<min(limit, readableBytes / max(1, text.utf8.count)) {
            do {
                return try Yams.compose(yaml: text)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                guard let disguised = disguise(keys.first ?? "", at: context.mark, in: text, number) else {
                    throw YamlError.duplicatedKeysInMapping(duplicates: keys, context: context)
                }
                text = disguised
            }
        }
        return try Yams.compose(yaml: text)
    }

    /// The key as the file has it.
    static func plain(_ key: String) -> String {
        guard let sign = key.unicodeScalars.first?.value, sign >= firstSign,
            sign < firstSign + UInt32(limit) * letters, let letter = Unicode.Scalar((sign - firstSign) % letters)
        else { return key }
        return String(letter) + String(key.unicodeScalars.dropFirst())
    }

    /// Nothing where the key at that place is not written as plainly as keys are.
    private static func disguise(_ key: String, at mark: Mark, in text: String, _ number: Int) -> String? {
        var scalars = Array(text.unicodeScalars)
        guard mark.column > 0, var place = offset(of: mark, in: scalars) else { return nil }
        if place < scalars.count, scalars[place] == "\"" || scalars[place] == "'" { place += 1 }
        guard let letter = key.unicodeScalars.first, letter.isASCII,
            scalars[place...].starts(with: key.unicodeScalars),
            let sign = Unicode.Scalar(firstSign + UInt32(number) * letters + letter.value)
        else { return nil }
        scalars[place] = sign
        return String(String.UnicodeScalarView(scalars))
    }

    private static func offset(of mark: Mark, in scalars: [Unicode.Scalar]) -> Int? {
        var line = 1
        var start = 0
        while line < mark.line {
            guard let end = scalars[start...].firstIndex(of: "\n") else { return nil }
            line += 1
            start = end + 1
        }
        let place = start + mark.column - 1
        return place <= scalars.count ? place : nil
    }
}
