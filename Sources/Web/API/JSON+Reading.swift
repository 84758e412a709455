/// Where a text stops being JSON.
package struct JSONFault: Error, Sendable, Hashable {
    /// In bytes from the start.
    package let position: Int
    package let reason: String
}

extension JSON {
    /// Reads one value that fills the whole text; at most 64 levels deep.
    ///
    /// - Parameter takesAnyValue: `NaN` and `Infinity`, which Python writes, and numbers beyond a double's range are
    ///   doubles that are not finite; a whole number beyond 64 bits is the text of its digits, for it may be an id. Texts
    ///   that are not UTF-8, and values that nest too deep, are unreadable; a member whose key is not UTF-8 is passed over.
    package init(bytes: UnsafeRawBufferPointer, takesAnyValue: Bool = false) throws(JSONFault) {
        var reader = JSONReader(text: bytes, takesAnyValue: takesAnyValue)
        self = try reader.whole()
    }

    package init(_ text: String) throws(JSONFault) {
        var text = text
        let result: Result<JSON, JSONFault> = text.withUTF8 { bytes in
            do throws(JSONFault) {
                return .success(try JSON(bytes: UnsafeRawBufferPointer(bytes)))
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }
}
