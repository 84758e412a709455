/// Domains that people assigned to accounts: one entry an assignment.
package struct DomainEvidence: Sendable {
    /// Hosts in form (`HostKey`).
    package var domains: KeyColumn
    /// The account's row.
    package var accounts: [UInt32]

    package init(domains: KeyColumn = KeyColumn(), accounts: [UInt32] = []) {
        self.domains = domains
        self.accounts = accounts
    }

    /// Assignments as files hold them, with the accounts' rows; those of unknown accounts are left out.
    package init(_ domains: TextColumn, accounts: [UInt32]) {
        let keys = KeyColumn(domains, by: .website(.host))
        self.init()
        keys.withView { keys in
            for row in accounts.indices where keys.hashes[row] != 0 && accounts[row] != RowsOfIDs.none {
                self.domains.append(row, of: keys)
                self.accounts.append(accounts[row])
            }
        }
    }
}
