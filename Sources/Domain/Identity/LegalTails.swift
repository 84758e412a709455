/// The legal forms as bytes, asked for each of hundreds of thousands of names: `LegalForms` without a `String` a word.
struct LegalTails: Sendable {
    /// The forms, their words divided by a blank.
    private var forms: ByteSet
    /// The words with which forms end: nearly every name is settled by its last word.
    private var lastWords: ByteSet
    private let longest: Int

    static let embedded = LegalTails(LegalForms.embedded)

    private init(_ list: LegalForms) {
        forms = ByteSet(capacity: list.forms.count)
        lastWords = ByteSet(capacity: list.forms.count)
        longest = list.longest
        for form in list.forms {
            forms.insert(form.joined(separator: " "))
            if let last = form.last { lastWords.insert(last) }
        }
    }

    /// Where the name without its legal forms ends, in a compact name whose words begin at `starts`.
    func end(of name: Bytes, starts: [Int]) -> Int {
        var count = starts.count
        var end = name.count
        while let length = tailLength(of: name.upTo(end), starts: starts, count: count) {
            count -= length
            end = starts[count]
        }
        return end
    }

    /// How many words at the end are one legal form; nothing where none is, or where nothing of the name would be left.
    private func tailLength(of name: Bytes, starts: [Int], count: Int) -> Int? {
        guard count > 1 else { return nil }
        let last = name.from(starts[count - 1])
        guard last.count <= 2 || lastWords.contains(last) else { return nil }
        var length = min(longest, count - 1)
        while length > 0 {
            if isForm(name, starts, from: count - length, to: count) { return length }
            length -= 1
        }
        return nil
    }

    private func isForm(_ name: Bytes, _ starts: [Int], from first: Int, to end: Int) -> Bool {
        let tail = name.from(starts[first])
        // `S. A.` and `A/S` are forms written letter by letter.
        let isSpelled = (first..<end).allSatisfy { word in
            (word + 1 < end ? starts[word + 1] : name.count) - starts[word] <= 2
        }
        if end - first == 1 || (isSpelled && forms.contains(tail)) { return forms.contains(tail) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: tail.count + end - first) { spaced in
            var length = 0
            for word in first..<end {
                if word > first {
                    spaced[length] = 32
                    length += 1
                }
                for index in starts[word]..<(word + 1 < end ? starts[word + 1] : name.count) {
                    spaced[length] = name[index]
                    length += 1
                }
            }
            return forms.contains(Bytes(rebasing: UnsafeBufferPointer(spaced)[..<length]))
        }
    }
}
