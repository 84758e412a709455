/// The keys by which names of accounts are compared with the domains of e-mail addresses (D§6), in columns.
package struct CompanyKeys: Sendable {
    /// The whole name: what `name` compares.
    package private(set) var whole: KeyColumn
    /// The name without its legal forms, empty where it has none: what `name_without_legal_form` compares.
    package private(set) var withoutLegalForm: KeyColumn

    package init(_ names: TextColumn) {
        self.init(names, part: 0..<names.count)
    }

    /// The keys of some of the names, so that parts can be made side by side.
    package init(_ names: TextColumn, part: Range<Int>) {
        whole = KeyColumn(capacity: part.count)
        withoutLegalForm = KeyColumn(capacity: part.count)
        var folding = NameFolding()
        var compact: [UInt8] = []
        var starts: [Int] = []
        names.bytes.withUnsafeBufferPointer { all in
            for row in part {
                let name = Bytes(rebasing: all[names.range(row)])
                guard folding.fold(name, to: &compact, starts: &starts) else {
                    append(name.string)
                    continue
                }
                compact.withUnsafeBufferPointer { key in
                    whole.append(key)
                    let end = LegalTails.embedded.end(of: key, starts: starts)
                    withoutLegalForm.append(key.upTo(end < key.count ? end : 0))
                }
            }
        }
    }

    package mutating func append(contentsOf more: CompanyKeys) {
        whole.append(contentsOf: more.whole)
        withoutLegalForm.append(contentsOf: more.withoutLegalForm)
    }

    /// Takes in keys that were worked out before.
    package mutating func append(whole key: Bytes, withoutLegalForm rest: Bytes) {
        whole.append(key)
        withoutLegalForm.append(rest)
    }

    /// The long way, by way of strings.
    private mutating func append(_ name: String) {
        var key = CompanyName.compact(name)
        key.withUTF8 { whole.append($0) }
        var rest = CompanyName.withoutLegalForms(name) ?? ""
        rest.withUTF8 { withoutLegalForm.append($0) }
    }
}
