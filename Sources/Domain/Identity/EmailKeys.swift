/// Addresses as members and persons are compared: `EmailKey` without the folding of tags.
package enum EmailKeys {
    /// Writes the address in form; nothing where it cannot be used.
    package static func write(_ raw: Bytes, to key: inout KeyWriter) {
        EmailKey.write(raw, foldsPlusTags: false, to: &key)
    }
}
