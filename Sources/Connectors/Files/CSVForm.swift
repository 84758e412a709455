import Domain

/// How a CSV file is written, told from its first bytes.
struct CSVForm: Sendable, Hashable {
    /// A comma; or what the header has instead of any: spreadsheets write semicolons where a comma stands in numbers.
    let delimiter: UInt8

    private static let comma = UInt8(ascii: ",")

    /// - Throws: a sentence that says how to save the file, where it holds no text in UTF-8.
    init(beginning: ArraySlice<UInt8>, name: String) throws {
        if beginning.starts(with: [0xFF, 0xFE]) || beginning.starts(with: [0xFE, 0xFF]) {
            throw PlainError("\(name) is in UTF-16. Save it as UTF-8, which Excel calls \"CSV UTF-8\".")
        }
        // The first bytes of a ZIP archive, which newer spreadsheets are, and of an older spreadsheet.
        if beginning.starts(with: [0x50, 0x4B, 0x03, 0x04]) || beginning.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            throw PlainError("\(name) is a spreadsheet or an archive, and no CSV. Save it as \"CSV UTF-8\" first.")
        }
        let header = beginning.prefix { $0 != .lineFeed && $0 != .carriageReturn }
        let others = [UInt8(ascii: ";"), UInt8(ascii: "\t")]
        delimiter = header.contains(Self.comma) ? Self.comma : others.first(where: header.contains) ?? Self.comma
    }
}
