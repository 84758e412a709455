import Domain

extension Schedule {
    mutating func read(_ value: YAMLValue) {
        guard let section = YAMLSection(value, keys: ["fetch", "map", "push"]) else { return }
        section.read("fetch", into: &fetch, by: Self.times)
        section.read("map", into: &map, by: Self.times)
        section.read("push", into: &push, by: Self.times)
    }

    /// One time, a list of them, or an empty list for never.
    private static func times(_ value: YAMLValue) -> [Int]? {
        value.oneOrMore(time).map { Set($0).sorted() }
    }

    private static func time(_ value: YAMLValue) -> Int? {
        value.parsed("a time of day in UTC such as \"03:00\"") { text in
            let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }),
                let hour = Int(Substring(parts[0])), (0...23).contains(hour),
                let minute = Int(Substring(parts[1])), (0...59).contains(minute)
            else { return nil }
            return hour * 60 + minute
        }
    }

    static func text(ofTime minutes: Int) -> String {
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        return "\(hour / 10)\(hour % 10):\(minute / 10)\(minute % 10)"
    }
}
