/// The page of a list that a request asks for: `page` from 1, `pageSize` 25 unless told, 100 at most.
struct CommunityPage {
    let number: Int
    let size: Int

    init(_ query: FormFields) throws(CommunityFault) {
        number = try Self.whole(query["page"], or: 1, "page")
        size = try Self.whole(query["pageSize"], or: 25, "pageSize")
        guard size <= 100 else { throw .unprocessable("pageSize: This value should be 100 or less.") }
    }

    var start: Int { (number - 1) * size }

    func rows<T>(of list: [T]) -> ArraySlice<T> {
        list[min(start, list.count)..<min(start + size, list.count)]
    }

    private static func whole(_ text: String?, or standard: Int, _ name: String) throws(CommunityFault) -> Int {
        guard let text else { return standard }
        guard let number = Int(text), number >= 1 else {
            throw .unprocessable("\(name): This value should be 1 or more.")
        }
        return number
    }
}

/// A span of days or instants that a list is narrowed to, both ends included.
struct CommunityRange {
    private let from: Int64?
    private let to: Int64?

    /// Reads `name[from]` and `name[to]`: days for content, days or Unix times for members.
    init(_ query: FormFields, _ name: String) throws(CommunityFault) {
        from = try Self.bound(query["\(name)[from]"], isEnd: false, name)
        to = try Self.bound(query["\(name)[to]"], isEnd: true, name)
    }

    func contains(_ time: Int64) -> Bool {
        (from.map { time >= $0 } ?? true) && (to.map { time <= $0 } ?? true)
    }

    private static func bound(_ text: String?, isEnd: Bool, _ name: String) throws(CommunityFault) -> Int64? {
        guard let text, !text.isEmpty else { return nil }
        if text.utf8.count == 10, text.contains("-"), let midnight = WireTime.parse(iso: text + "T00:00:00Z") {
            return isEnd ? midnight + 86_399_999 : midnight
        }
        guard let seconds = Int64(text) else {
            throw .unprocessable("\(name): This value is not a valid date (yyyy-mm-dd).")
        }
        return seconds * 1000 + (isEnd ? 999 : 0)
    }
}
