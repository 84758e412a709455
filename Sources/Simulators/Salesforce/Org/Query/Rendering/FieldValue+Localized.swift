/// What FORMAT makes of values: texts as a user in the United States reads them, in dollars and GMT.
extension FieldValue {
    func localized(_ type: FieldType, scale: Int) -> FieldValue {
        switch self {
        case .number(let number):
            let scale = type.isWholeNumber ? 0 : scale
            guard let digits = Self.grouped(number.magnitude, scale: scale) else { return self }
            let sign = number < 0 ? "-" : ""
            switch type {
            case .currency: return .text("\(sign)$\(digits)")
            case .percent: return .text("\(sign)\(digits)%")
            default: return .text(sign + digits)
            }
        case .day(let day): return .text(Self.date(Int(day)))
        case .instant(let instant):
            let day = instant.flooredDays
            let clock = Int(instant - Int64(day) * TimeText.millisecondsPerDay)
            return .text("\(Self.date(day)), \(Self.clock(clock))")
        case .time(let time): return .text(Self.clock(Int(time)))
        case .null, .text, .flag: return self
        }
    }

    /// `1,234.50`; nothing for what is too large to be written out.
    private static func grouped(_ number: Double, scale: Int) -> String? {
        guard scale <= 15 else { return nil }
        let unit = (0..<scale).reduce(1) { unit, _ in unit * 10 }
        let scaled = (number * Double(unit)).rounded()
        guard scaled < 9e15 else { return nil }
        let (whole, rest) = Int(scaled).quotientAndRemainder(dividingBy: unit)
        var text = ""
        for (place, digit) in String(whole).reversed().enumerated() {
            if place > 0, place.isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        text = String(text.reversed())
        guard scale > 0 else { return text }
        let fraction = String(rest)
        return text + "." + String(repeating: "0", count: scale - fraction.count) + fraction
    }

    /// `4/10/2025`
    private static func date(_ day: Int) -> String {
        let date = CivilDay.date(day)
        return "\(date.month)/\(date.day)/\(date.year)"
    }

    /// `3:31 PM`
    private static func clock(_ milliseconds: Int) -> String {
        let (hour, minute) = (milliseconds / 60_000).quotientAndRemainder(dividingBy: 60)
        let digits = minute < 10 ? "0\(minute)" : "\(minute)"
        return "\((hour + 11) % 12 + 1):\(digits) \(hour < 12 ? "AM" : "PM")"
    }
}
