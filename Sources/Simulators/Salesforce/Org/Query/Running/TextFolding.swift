/// How texts are compared: without regard to case.
enum TextFolding {
    static func folded(_ text: String) -> String {
        text.lowercased()
    }

    static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.allSatisfy { $0 < 0x80 }
    }

    @inline(__always)
    static func lower(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }

    /// The folded bytes.
    static func folded(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        if isASCII(bytes) { return bytes.map(lower) }
        return Array(String(decoding: bytes, as: UTF8.self).lowercased().utf8)
    }

    /// Whether bytes, once folded, are these folded ones.
    static func equals(_ bytes: UnsafeBufferPointer<UInt8>, _ folded: [UInt8]) -> Bool {
        if bytes.count == folded.count {
            var isASCII = true
            for index in folded.indices {
                let byte = bytes[index]
                if byte >= 0x80 { isASCII = false; break }
                if lower(byte) != folded[index] { return false }
            }
            if isASCII { return true }
        } else if self.isASCII(bytes) {
            return false
        }
        return self.folded(bytes) == folded
    }
}
