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
    package func accounts(named keys: CompanyKeys, _ row: Int) -> (count: Int, first: Int)? {
        hosts.accounts(named: keys, row)
    }
}
