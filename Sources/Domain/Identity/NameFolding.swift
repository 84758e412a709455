/// Folds names scalar by scalar, remembering what each scalar becomes: `CompanyName` without its cost a name.
///
/// Scalars that join with their neighbours (marks, joiners, jamo) cannot be folded alone; names with such take the
/// long way.
struct NameFolding {
    private var pieces: [Unicode.Scalar: Piece] = [:]

    private enum Piece {
        case word([UInt8])
        case gap
        case inseparable
    }

    /// The letters and digits of a name, folded, and where its words begin; a dot inside a word divides nothing.
    ///
    /// Returns false where the name has to take the long way.
    mutating func fold(_ name: Bytes, to compact: inout [UInt8], starts: inout [Int]) -> Bool {
        compact.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        return name.isASCII
            ? foldASCII(name, to: &compact, starts: &starts) : foldScalars(name.string, to: &compact, starts: &starts)
    }

    private func foldASCII(_ name: Bytes, to compact: inout [UInt8], starts: inout [Int]) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(name.count, 1)) { folded in
            var count = 0
            var isInWord = false
            for index in 0..<name.count {
                let byte = name[index]
                if byte.isASCIILetterOrDigit {
                    if !isInWord { starts.append(count) }
                    isInWord = true
                    folded[count] = byte.lowercasedASCII
                    count += 1
                } else if byte != UInt8(ascii: ".") || index + 1 == name.count
                    || !name[index + 1].isASCIILetterOrDigit
                {
                    isInWord = false
                }
            }
            compact.append(contentsOf: UnsafeBufferPointer(rebasing: folded[..<count]))
        }
        return true
    }

    private mutating func foldScalars(_ name: String, to compact: inout [UInt8], starts: inout [Int]) -> Bool {
        var isInWord = false
        var isAfterDot = false
        for scalar in name.unicodeScalars {
            switch piece(of: scalar) {
            case .inseparable: return false
            case .gap:
                isAfterDot = scalar == "." && isInWord && !isAfterDot
                if !isAfterDot { isInWord = false }
            case .word(let bytes):
                if !isInWord { starts.append(compact.count) }
                isInWord = true
                isAfterDot = false
                compact += bytes
            }
        }
        return true
    }

    private mutating func piece(of scalar: Unicode.Scalar) -> Piece {
        if let piece = pieces[scalar] { return piece }
        let piece = Self.work(out: scalar)
        pieces[scalar] = piece
        return piece
    }

    private static func work(out scalar: Unicode.Scalar) -> Piece {
        guard !joins(scalar) else { return .inseparable }
        let text = String(scalar)
        let words = CompanyName.words(of: text)
        guard let word = words.first else {
            // What unfolds into a dot may divide a word or not.
            return scalar != "." && text.decomposed.contains(".") ? .inseparable : .gap
        }
        guard words.count == 1, word == CompanyName.compact(text),
            text.decomposed.unicodeScalars.allSatisfy({
                !joins($0) || $0.properties.canonicalCombiningClass != .notReordered
            })
        else { return .inseparable }
        return .word(Array(word.utf8))
    }

    private static func joins(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        if properties.isGraphemeExtend || properties.isEmojiModifier || properties.isJoinControl { return true }
        if (0x1100...0x11FF).contains(scalar.value) || (0x1F1E6...0x1F1FF).contains(scalar.value) { return true }
        switch properties.generalCategory {
        case .spacingMark, .nonspacingMark, .enclosingMark, .format, .control, .surrogate: return true
        default: return false
        }
    }
}
