/// Texts as Salesforce measures and keeps them.
extension String {
    /// How many characters Salesforce counts: UTF-16 units, so that most emoji are two or more.
    package var salesforceLength: Int { utf16.count }

    /// As much of the text as a field of this length takes, cut between characters as people see them.
    package func cut(toSalesforceLength limit: Int) -> String {
        guard salesforceLength > limit else { return self }
        let most = utf16.index(startIndex, offsetBy: limit)
        // A single character may be longer than the field: a part of it is better than nothing.
        let end =
            indices.prefix { index(after: $0) <= most }.last.map(index(after:))
            ?? unicodeScalars.indices.prefix { unicodeScalars.index(after: $0) <= most }.last
            .map(unicodeScalars.index(after:))
            ?? startIndex
        return String(self[..<end]).trimmingTrailingWhitespace
    }

    /// Salesforce drops white space at the end of a text when it saves it.
    var trimmingTrailingWhitespace: String {
        var text = self[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
