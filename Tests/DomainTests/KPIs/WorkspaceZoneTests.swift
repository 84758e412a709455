import Domain
import Foundation
import Testing

@Suite struct WorkspaceZoneTests {
    @Test(arguments: [
        ("UTC", "2024-03-08T23:59:59.999Z", "2024-03-08"),
        ("UTC", "1969-12-31T23:59:59.999Z", "1969-12-31"),
        ("America/New_York", "2024-03-10T04:59:59Z", "2024-03-09"),
        ("America/New_York", "2024-03-10T05:00:00Z", "2024-03-10"),
        // The clock went forward on the 10th, so the 11th began an hour earlier.
        ("America/New_York", "2024-03-11T03:59:59Z", "2024-03-10"),
        ("America/New_York", "2024-03-11T04:00:00Z", "2024-03-11"),
        ("America/New_York", "2024-11-04T04:59:59Z", "2024-11-03"),
        ("America/New_York", "2024-11-04T05:00:00Z", "2024-11-04"),
        ("Asia/Kolkata", "2024-03-08T18:30:00Z", "2024-03-09"),
        ("Pacific/Auckland", "2024-03-08T11:00:00Z", "2024-03-09"),
        // Samoa left out 2011-12-30.
        ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"),
    ])
    func `an instant belongs to a day of the zone`(name: String, instant: String, day: String) throws {
        let zone = try #require(WorkspaceZone(named: name))
        #expect(zone.day(of: try #require(Instant(iso8601: instant))).text == day)
    }

    @Test(arguments: [
        ("UTC", "2024-03-10", "2024-03-10T00:00:00.000Z"),
        ("America/New_York", "2024-03-10", "2024-03-10T05:00:00.000Z"),
        ("America/New_York", "2024-03-11", "2024-03-11T04:00:00.000Z"),
        ("Asia/Kolkata", "2024-03-09", "2024-03-08T18:30:00.000Z"),
        // The clock skipped midnight, and the day began at one.
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00.000Z"),
    ])
    func `a day begins with its first instant`(name: String, day: String, start: String) throws {
        let zone = try #require(WorkspaceZone(named: name))
        #expect(zone.start(of: try #require(Day(day))).iso8601 == start)
    }

    @Test(arguments: ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tehran"])
    func `the table of offsets agrees with the calendar`(name: String) throws {
        let zone = try #require(WorkspaceZone(named: name))
        let foundation = try #require(TimeZone(identifier: name))
        var cursor = WorkspaceZone.DayCursor(zone)
        for hours in stride(from: 0, to: 60 * 365 * 24, by: 7) {
            let seconds = hours * 3600
            let offset = foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
            let expected = Int32((seconds + offset + 86_400_000_000) / 86_400 - 1_000_000)
            #expect(cursor.day(of: Int64(seconds) * 1000).number == expected)
        }
    }

    @Test(arguments: [
        "UTC", "Etc/UTC", "Etc/GMT+5", "Asia/Kolkata", "Asia/Calcutta", "Asia/Istanbul", "Europe/Kyiv", "US/Eastern",
        "America/Argentina/Buenos_Aires", "CET", "EST5EDT", "GB", "NZ-CHAT", "Zulu",
    ])
    func `every name of the time zone database is a zone, links included`(name: String) {
        #expect(WorkspaceZone(named: name)?.name == name)
    }

    @Test(arguments: [
        "Europe/Atlantis", "", "GMT+7", "GMT+07:00", "UTC+3", "+03", "PST", "IST", "SystemV/AST4", "europe/berlin",
        "Europe/", "../Europe/Berlin", "posix/Europe/Berlin", "Etc/Unknown", "localtime",
    ])
    func `what the time zone database does not name is no zone`(name: String) {
        #expect(WorkspaceZone(named: name) == nil)
    }
}
