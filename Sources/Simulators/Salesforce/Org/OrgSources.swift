/// The files an organisation is made from and written to.
package struct OrgSources: Sendable {
    /// A folder of `<Object>.csv` and `<Object>.fields.csv`.
    package var dataFolder: String?
    /// Read in place of the folder's `Account.csv`.
    package var accountsCSV: String?
    /// Read in place of the folder's `Contact.csv`.
    package var contactsCSV: String?
    /// The journal that writes are appended to, and replayed from at the start.
    package var stateFile: String?
    /// Every accepted write is appended here as one line of JSON.
    package var writeLogFile: String?
    /// How long a new record stays invisible to search.
    package var searchLag: Duration

    package init(
        dataFolder: String? = nil, accountsCSV: String? = nil, contactsCSV: String? = nil, stateFile: String? = nil,
        writeLogFile: String? = nil, searchLag: Duration = .seconds(2)
    ) {
        self.dataFolder = dataFolder
        self.accountsCSV = accountsCSV
        self.contactsCSV = contactsCSV
        self.stateFile = stateFile
        self.writeLogFile = writeLogFile
        self.searchLag = searchLag
    }
}

/// A file that cannot be read as the organisation's data, with the place and what to do.
package struct OrgDataError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
