/// The ids of persons by their e-mail addresses; of several with one address, the first id.
package struct KnownPersons: Sendable {
    private var ids: [String: String] = [:]

    /// - Parameters: ids and addresses of persons, as files hold them.
    package init(ids: TextColumn, emails: TextColumn) {
        let keys = KeyColumn(emails, by: .email(foldsPlusTags: false))
        for row in 0..<ids.count where keys.hashes[row] != 0 {
            let id = ids[row]
            self.ids[keys[row]] = self.ids[keys[row]].map { min($0, id) } ?? id
        }
    }

    /// - Parameter email: in form (`EmailKey`).
    package func id(ofEmail email: String) -> String? {
        email.isEmpty ? nil : ids[email]
    }
}

extension AssociationBook {
    /// The one account with a name like this, whole or without its legal form; nothing where there are none or several.
    package func onlyAccount(named keys: CompanyKeys, _ row: Int) -> Int? {
        for (column, index) in [
            (keys.whole, nameIndex), (keys.whole, strippedIndex), (keys.withoutLegalForm, nameIndex),
        ]
        where column.hashes[row] != 0 {
            guard let found = index.find(column, row) else { continue }
            return found.count == 1 ? Int(found.first) : nil
        }
        return nil
    }
}
