/// What separates two texts, line by line, with a few lines around each change.
package struct LineDifference: Sendable {
    package enum Line: Sendable, Hashable {
        case same(String)
        case removed(String)
        case added(String)
        /// So many lines that are the same are left out.
        case gap(Int)
    }

    package let lines: [Line]
    package let added: Int
    package let removed: Int

    private static let around = 3

    package init(from old: String, to new: String) {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let after = new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let difference = after.difference(from: before)
        var gone = Set<Int>()
        var come = Set<Int>()
        for change in difference {
            switch change {
            case .remove(let offset, _, _): gone.insert(offset)
            case .insert(let offset, _, _): come.insert(offset)
            }
        }
        var all: [Line] = []
        var (left, right) = (0, 0)
        while left < before.count || right < after.count {
            if gone.contains(left) {
                all.append(.removed(before[left]))
                left += 1
            } else if come.contains(right) {
                all.append(.added(after[right]))
                right += 1
            } else {
                all.append(.same(before[left]))
                left += 1
                right += 1
            }
        }
        lines = Self.shortened(all)
        added = come.count
        removed = gone.count
    }

    package var isEmpty: Bool { added == 0 && removed == 0 }

    /// Without the lines that stand far from any change.
    private static func shortened(_ all: [Line]) -> [Line] {
        let changes = all.indices.filter { if case .same = all[$0] { false } else { true } }
        var near = Set<Int>()
        for index in changes { near.formUnion(max(0, index - around)...min(all.count - 1, index + around)) }
        var out: [Line] = []
        var skipped = 0
        for index in all.indices {
            if near.contains(index) {
                if skipped > 0 { out.append(.gap(skipped)) }
                skipped = 0
                out.append(all[index])
            } else {
                skipped += 1
            }
        }
        if skipped > 0, !out.isEmpty { out.append(.gap(skipped)) }
        return out
    }
}

extension LineDifference {
    var html: HTML {
        let marked = lines.map { line -> HTML in
            switch line {
            case .same(let text): "  \(text)\n"
            case .removed(let text): "<del>− \(text)</del>\n"
            case .added(let text): "<ins>+ \(text)</ins>\n"
            case .gap(let count): "<span class=\"soft\">  … \(count) \(count == 1 ? "line" : "lines") …</span>\n"
            }
        }
        return "<pre class=\"diff\" tabindex=\"0\">\(marked)</pre>"
    }
}
