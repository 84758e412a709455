/// The word that was probably meant: at most a third of it, or a letter swap, away.
package func nearestWord(to word: String, among words: some Sequence<String>) -> String? {
    let wanted = Array(word.lowercased().unicodeScalars.prefix(80))
    var best: (word: String, distance: Int)?
    for candidate in words {
        let scalars = Array(candidate.lowercased().unicodeScalars)
        let distance = editDistance(wanted, scalars)
        guard distance <= max(1, min(wanted.count, scalars.count) / 3), distance < best?.distance ?? .max else {
            continue
        }
        best = (candidate, distance)
    }
    return best?.word
}

/// How many letters must be put in, taken out, changed or swapped with their neighbour.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var above = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            var cost = min(above[column + 1], current[column]) + 1
            cost = min(cost, above[column] + (left[row] == right[column] ? 0 : 1))
            let isSwap =
                row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
            if isSwap { cost = min(cost, before[column - 1] + 1) }
            current.append(cost)
        }
        (before, above) = (above, current)
    }
    return above[right.count]
}
