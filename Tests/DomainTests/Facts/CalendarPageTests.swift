import Domain
import TestSupport
import Testing

@Suite struct CalendarPageTests {
    @Test(
        arguments: [
            [(0, "2026-05-13")], [(0, "0000-01-01"), (0, "9999-12-31")], [(0, "1969-12-31"), (0, "1970-01-01")],
            [
                (0, "2026-05-13"), (7, "2026-05-13"), (7, "2020-02-29"), (300, "2026-05-12"),
                (4_000_000_000, "2026-05-12"),
            ],
        ] as [[(UInt32, String)]])
    func `days of any span and subjects of any number are read as written`(days: [(UInt32, String)]) throws {
        var marks = try days.map { CalendarMark(subject: $0.0, day: try #require(Day($0.1))) }
        CalendarMark.joinInPlace(&marks)
        var page = CalendarPage()
        page.append(user: 3, marks: marks)
        page.append(user: 4_000_000_000, marks: marks)
        let found = page.bytes.withUnsafeBufferPointer { bytes in
            var found: [(user: UInt32, marks: [CalendarMark])] = []
            var reader = CalendarPage.Reader(bytes)
            while reader.nextUser() {
                var marks: [CalendarMark] = []
                reader.marks(into: &marks)
                found.append((reader.user, marks))
            }
            return found
        }
        #expect(found.map(\.user) == [3, 4_000_000_000])
        for user in found {
            #expect(user.marks == marks)
            let read = user.marks.flatMap { mark in mark.markedDays.map { "\(mark.subject) \($0.text)" } }
            #expect(Set(read) == Set(days.map { "\($0.0) \($0.1)" }))
        }
    }

    @Test func `a long calendar has a long length`() throws {
        let marks = (0..<500).map { CalendarMark(subject: 0, octet: 200_000 - $0 * 3, days: 0xFF) }
        var page = CalendarPage()
        page.append(user: 1, marks: marks)
        page.append(user: 2, marks: [marks[0]])
        let lengths = page.bytes.withUnsafeBufferPointer { bytes in
            var lengths: [Int] = []
            var reader = CalendarPage.Reader(bytes)
            while reader.nextUser() {
                var marks: [CalendarMark] = []
                reader.marks(into: &marks)
                lengths.append(marks.count)
            }
            return lengths
        }
        #expect(lengths == [500, 1])
    }

    @Test(arguments: 1...20)
    func `merging two calendars marks what either marks`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        func marks() -> [CalendarMark] {
            var marks = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                CalendarMark(
                    subject: UInt32.random(in: 0...3, using: &generator),
                    day: Day(number: Int32.random(in: 20_000...20_200, using: &generator)))
            }
            CalendarMark.joinInPlace(&marks)
            return marks
        }
        func days(_ marks: [CalendarMark]) -> Set<String> {
            Set(marks.flatMap { mark in mark.markedDays.map { "\(mark.subject) \($0.text)" } })
        }
        let (left, right) = (marks(), marks())
        var merged: [CalendarMark] = []
        CalendarMark.merge(left, right, into: &merged)
        #expect(days(merged) == days(left).union(days(right)), "seed \(seed)")
        #expect(zip(merged, merged.dropFirst()).allSatisfy { $0.place < $1.place })
    }
}
