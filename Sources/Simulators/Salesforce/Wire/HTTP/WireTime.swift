/// Instants as they are written on the wire; every instant is UTC milliseconds.
enum WireTime {
    /// `2025-01-31T01:02:03.000+0000`
    static func json(_ time: Int64) -> String {
        let (days, rest) = split(time)
        let (year, month, day) = civil(days)
        return "\(padded(year, 4))-\(padded(month))-\(padded(day))T\(clock(rest / 1000)).\(padded(rest % 1000, 3))+0000"
    }

    /// `Fri, 31 Jan 2025 01:02:03 GMT`
    static func http(_ time: Int64) -> String {
        let (days, rest) = split(time)
        let (year, month, day) = civil(days)
        let weekday = weekdays[((days + 4) % 7 + 7) % 7]
        return "\(weekday), \(padded(day)) \(months[month - 1]) \(padded(year, 4)) \(clock(rest / 1000)) GMT"
    }

    /// Reads the form that `http` writes.
    static func parse(http text: String) -> Int64? {
        let parts = text.split { $0 == " " || $0 == "," || $0 == "-" }
        guard parts.count == 6, let day = Int(parts[1]), let month = months.firstIndex(of: String(parts[2])),
            let year = Int(parts[3]), isDate(year, month + 1, day), let clock = seconds(parts[4])
        else { return nil }
        return (Int64(days(year, month + 1, day)) * 86_400 + Int64(clock)) * 1000
    }

    /// Reads ISO 8601 with `Z`, `+00:00`, `+0000` or nothing behind it, with or without a fraction.
    static func parse(iso text: String) -> Int64? {
        let halves = text.split(separator: "T", maxSplits: 1)
        guard halves.count == 2 else { return nil }
        let date = halves[0].split(separator: "-").compactMap { Int($0) }
        guard date.count == 3, isDate(date[0], date[1], date[2]) else { return nil }
        let time = halves[1].prefix { $0.isNumber || $0 == ":" || $0 == "." }
        let zone = halves[1].dropFirst(time.count).filter { $0 != ":" }
        let parts = time.split(separator: ".", maxSplits: 1)
        guard let first = parts.first, let clock = seconds(first), let offset = offsetSeconds(String(zone)) else {
            return nil
        }
        let fraction = parts.count > 1 ? Int64((parts[1] + "000").prefix(3)) ?? 0 : 0
        return (Int64(days(date[0], date[1], date[2])) * 86_400 + Int64(clock - offset)) * 1000 + fraction
    }

    /// Beyond these no instant is meant, and sums of milliseconds would not fit.
    private static func isDate(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        (0...9999).contains(year) && (1...12).contains(month) && (1...31).contains(day)
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func offsetSeconds(_ zone: String) -> Int? {
        if zone.isEmpty || zone == "Z" || zone == "z" { return 0 }
        guard zone.count == 5, let sign = zone.first, sign == "+" || sign == "-", let number = Int(zone.dropFirst())
        else { return nil }
        let seconds = (number / 100 * 60 + number % 100) * 60
        return sign == "-" ? -seconds : seconds
    }

    private static func seconds(_ clock: Substring) -> Int? {
        let parts = clock.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 3, (0..<24).contains(parts[0]), (0..<60).contains(parts[1]), (0...60).contains(parts[2])
        else { return nil }
        return (parts[0] * 60 + parts[1]) * 60 + parts[2]
    }

    private static func split(_ time: Int64) -> (days: Int, rest: Int) {
        let day: Int64 = 86_400_000
        let days = (time >= 0 ? time : time - day + 1) / day
        return (Int(days), Int(time - days * day))
    }

    private static func clock(_ seconds: Int) -> String {
        "\(padded(seconds / 3600)):\(padded(seconds / 60 % 60)):\(padded(seconds % 60))"
    }

    private static func padded(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Days since 1970 of a Gregorian date (Howard Hinnant's algorithm).
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
