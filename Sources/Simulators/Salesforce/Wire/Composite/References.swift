/// What earlier requests of a composite answered, for later ones to refer to: `@{ref.id}`, `@{q.records[0].Id}`.
struct References {
    private var answers: [String: [UInt8]] = [:]

    mutating func record(_ body: [UInt8], as name: String) {
        answers[name] = body
    }

    /// A text with its references resolved.
    func resolve(_ text: String) throws(SalesforceFault) -> String {
        var resolved = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "@{") {
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            resolved += rest[..<start.lowerBound]
            resolved += try plainText(value(at: rest[start.upperBound..<end]))
            rest = rest[rest.index(after: end)...]
        }
        return resolved + rest
    }

    /// A body with the references in all its texts resolved; a text that is nothing but one takes its very value.
    func resolve(_ body: JSONValue) throws(SalesforceFault) -> JSONValue {
        switch body {
        case .text(let text):
            let inside = text.dropFirst(2).dropLast()
            guard text.hasPrefix("@{"), text.hasSuffix("}"), !inside.contains("}") else {
                return .text(try resolve(text))
            }
            return try value(at: inside)
        case .list(let values):
            var resolved: [JSONValue] = []
            for value in values { resolved.append(try resolve(value)) }
            return .list(resolved)
        case .object(let members):
            var resolved: [JSONValue.Member] = []
            for member in members { resolved.append(.init(name: member.name, value: try resolve(member.value))) }
            return .object(resolved)
        case .null, .flag, .number: return body
        }
    }

    private func value(at path: Substring) throws(SalesforceFault) -> JSONValue {
        var steps = path.split { $0 == "." || $0 == "[" || $0 == "]" }.map(String.init)[...]
        let name = steps.popFirst() ?? ""
        guard let body = answers[name] else {
            throw SalesforceFault(
                "PROCESSING_HALTED", "Invalid reference specified. No value for \(path) found in \(name)")
        }
        var value = (try? JSONParser.parse(body)) ?? .null
        for step in steps {
            let next: JSONValue? =
                if let index = Int(step), let list = value.list {
                    list.indices.contains(index) ? list[index] : nil
                } else {
                    value[step] ?? value.members?.first { $0.name.equalsIgnoringCase(step) }?.value
                }
            guard let next else {
                throw SalesforceFault(
                    "PROCESSING_HALTED", "Invalid reference specified. No value for \(path) found in \(name)")
            }
            value = next
        }
        return value
    }

    private func plainText(_ value: JSONValue) -> String {
        switch value {
        case .text(let text), .number(let text): text
        case .flag(let flag): String(flag)
        case .null: "null"
        case .list, .object: String(decoding: value.bytes, as: UTF8.self)
        }
    }
}
