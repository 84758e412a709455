package import Domain

/// What one configuration has and the other has not, a readable line for each.
package struct ConfigurationDifference {
    /// Such as `accounts.match: + name` or `accounts.push[0].to: PX_A__c → PX_B__c`.
    package let lines: [String]

    package var isEmpty: Bool { lines.isEmpty }

    package init(from old: HubConfiguration, to new: HubConfiguration) {
        var comparison = Comparison()
        comparison.compare(Outline(old), Outline(new), at: "")
        lines = comparison.lines
    }
}

private struct Comparison {
    var lines: [String] = []

    mutating func compare(_ old: Outline, _ new: Outline, at path: String) {
        switch (old, new) {
        case _ where old == new: return
        case (.section(let old), .section(let new)): compareSections(old, new, at: path)
        case (.list(let old), .list(let new)): compareLists(old, new, at: path)
        default: lines.append("\(path): \(old.inline) → \(new.inline)")
        }
    }

    private mutating func compareSections(_ old: [Outline.Entry], _ new: [Outline.Entry], at path: String) {
        let prefix = path.isEmpty ? "" : path + "."
        for entry in old {
            if let other = new.first(where: { $0.key == entry.key }) {
                compare(entry.value, other.value, at: prefix + entry.key)
            } else {
                lines.append("\(prefix)\(entry.key): - \(entry.value.inline)")
            }
        }
        for entry in new where !old.contains(where: { $0.key == entry.key }) {
            lines.append("\(prefix)\(entry.key): + \(entry.value.inline)")
        }
    }

    private mutating func compareLists(_ old: [Outline], _ new: [Outline], at path: String) {
        if old.count == new.count, Set(old) == Set(new) {
            lines.append("\(path): order \(listing(old)) → \(listing(new))")
            return
        }
        var gone: [Int: Outline] = [:]
        var come: [Int: Outline] = [:]
        for change in new.difference(from: old) {
            switch change {
            case .remove(let index, let item, _): gone[index] = item
            case .insert(let index, let item, _): come[index] = item
            }
        }
        for index in gone.keys.sorted() {
            guard let item = gone[index] else { continue }
            // What stands at the same place and is the same kind of thing was changed, not replaced.
            if let successor = come[index], item.isKin(to: successor) {
                come[index] = nil
                compare(item, successor, at: "\(path)[\(index)]")
            } else {
                lines.append("\(path): - \(item.inline)")
            }
        }
        for index in come.keys.sorted() {
            if let item = come[index] { lines.append("\(path): + \(item.inline)") }
        }
    }

    private func listing(_ items: [Outline]) -> String {
        items.map(\.inline).joined(separator: ", ")
    }
}

extension Outline {
    /// Sections that begin with the same key say the same kind of thing.
    fileprivate func isKin(to other: Outline) -> Bool {
        guard case .section(let own) = self, case .section(let others) = other else { return false }
        return own.first?.key == others.first?.key
    }
}
