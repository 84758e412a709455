/// A `multipart/form-data` body, small enough to be held whole.
enum MultipartForm {
    /// The contents by the names of their parts.
    static func parts(of body: [UInt8], contentType: String) -> [String: [UInt8]] {
        guard let boundary = parameter("boundary", of: contentType) else { return [:] }
        let marker = Array("--\(boundary)".utf8)
        var parts: [String: [UInt8]] = [:]
        var position = find(marker, in: body, from: 0)
        while let start = position {
            let next = find(marker, in: body, from: start + marker.count)
            guard let end = next else { break }
            if let (name, content) = part(Array(body[(start + marker.count)..<end])) { parts[name] = content }
            position = next
        }
        return parts
    }

    /// One part: headers, an empty line, the content, a line ending that belongs to the next boundary.
    private static func part(_ bytes: [UInt8]) -> (String, [UInt8])? {
        for gap in ["\r\n\r\n", "\n\n"] {
            guard let end = find(Array(gap.utf8), in: bytes, from: 0) else { continue }
            let headers = String(decoding: bytes[..<end], as: UTF8.self)
            guard let name = parameter("name", of: headers) else { return nil }
            var content = bytes[(end + gap.utf8.count)...]
            if content.last == 0x0A { content.removeLast() }
            if content.last == 0x0D { content.removeLast() }
            return (name, Array(content))
        }
        return nil
    }

    private static func parameter(_ name: String, of header: String) -> String? {
        // Only ASCII is folded: other letters may change their length, and places found would not be the header's.
        let folded = String(decoding: header.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        guard
            let start = folded.ranges(of: "\(name)=").first(where: { range in
                // `filename=` also ends with `name=`.
                range.lowerBound == header.startIndex || !header[header.index(before: range.lowerBound)].isLetter
            })
        else { return nil }
        let rest = header[start.upperBound...]
        if rest.first == "\"" { return String(rest.dropFirst().prefix { $0 != "\"" }) }
        return String(rest.prefix { $0 != ";" && !$0.isWhitespace })
    }

    private static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard start <= bytes.count else { return nil }
        return bytes[start...].firstRange(of: needle)?.lowerBound
    }
}
