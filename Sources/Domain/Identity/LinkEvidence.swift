/// The evidence for a link as a JSON object: the values compared, and for each rule tried its outcome (docs/files.md).
package enum LinkEvidence {
    /// Appends `{"ours":"…","theirs":"…","tried":[{"rule":"…","outcome":"…"}]}`; values only where some were compared,
    /// and `decided_by` where a person was it.
    package static func append(
        ourValue: Bytes, theirValue: Bytes, trail: MatchTrail, rules: [String], author: Bytes, to json: inout [UInt8]
    ) {
        json.append(UInt8(ascii: "{"))
        if !ourValue.isEmpty {
            append("ours", ourValue, to: &json)
            json.append(UInt8(ascii: ","))
        }
        if !theirValue.isEmpty {
            append("theirs", theirValue, to: &json)
            json.append(UInt8(ascii: ","))
        }
        if !author.isEmpty {
            append("decided_by", author, to: &json)
            json.append(UInt8(ascii: ","))
        }
        json.append(contentsOf: #""tried":["#.utf8)
        var isFirst = true
        for (index, rule) in rules.enumerated() where trail[index] != .notTried {
            if !isFirst { json.append(UInt8(ascii: ",")) }
            isFirst = false
            json.append(contentsOf: #"{"rule":""#.utf8)
            json.append(contentsOf: rule.utf8)
            json.append(contentsOf: #"","outcome":""#.utf8)
            json.append(contentsOf: trail[index].name.utf8)
            json.append(contentsOf: #""}"#.utf8)
        }
        json.append(contentsOf: "]}".utf8)
    }

    private static func append(_ name: String, _ text: Bytes, to json: inout [UInt8]) {
        json.append(UInt8(ascii: "\""))
        json.append(contentsOf: name.utf8)
        json.append(contentsOf: #"":""#.utf8)
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): json.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0..<32:
                let digits = Array("0123456789abcdef".utf8)
                json.append(contentsOf: #"\u00"#.utf8)
                json.append(contentsOf: [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            default: json.append(byte)
            }
        }
        json.append(UInt8(ascii: "\""))
    }
}
