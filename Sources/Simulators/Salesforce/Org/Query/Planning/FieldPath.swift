/// The way from a record to a value: through reference fields to a field, then perhaps a date function.
struct FieldPath: Sendable {
    /// The reference fields on the way, each in the table reached so far; one entry for each table a hop may start from.
    let hops: [[Int: Int]]
    /// The field in each table the path may end in.
    let leaf: [Int: Int]
    /// The table and field, where there is but one and no hop: the common case.
    let own: Int?
    /// Canonical names: relationships, then the field.
    let names: [String]
    let schema: FieldSchema
    let function: DateFunction?
    /// `Owner.Type`: the name of the object the relationship leads to.
    let isTypeName: Bool
    /// What it is selected as, if not under its own name.
    var alias: String?
    /// Whether it is selected as people read it, by FORMAT.
    var isLocalized = false

    var text: String { alias ?? names.joined(separator: ".") }

    /// What the value is, after the function.
    var type: FieldType { function?.resultType ?? schema.type }

    func value(_ data: OrgData, _ table: Int, _ row: Int, now: Int64) -> FieldValue {
        let value = plainValue(data, table, row, now: now)
        return isLocalized ? value.localized(schema.type, scale: schema.scale) : value
    }

    private func plainValue(_ data: OrgData, _ table: Int, _ row: Int, now: Int64) -> FieldValue {
        if let own {
            return function?.value(data.value(table, row, own, now: now)) ?? data.value(table, row, own, now: now)
        }
        guard let end = end(data, table, row) else { return .null }
        if isTypeName { return .text(data.schema(end.table).name) }
        guard let field = leaf[end.table] else { return .null }
        let value = data.value(end.table, end.row, field, now: now)
        return function.map { $0.value(value) } ?? value
    }

    /// The record the hops lead to.
    private func end(_ data: OrgData, _ table: Int, _ row: Int) -> (table: Int, row: Int)? {
        var place = (table: table, row: row)
        for hop in hops {
            guard let reference = hop[place.table], let parent = data.parent(place.table, place.row, reference) else {
                return nil
            }
            place = parent
        }
        return place
    }
}

/// The functions that take a part of a date.
enum DateFunction: String, Sendable {
    case calendarYear = "CALENDAR_YEAR"
    case calendarQuarter = "CALENDAR_QUARTER"
    case calendarMonth = "CALENDAR_MONTH"
    case dayInMonth = "DAY_IN_MONTH"
    case dayInWeek = "DAY_IN_WEEK"
    case dayInYear = "DAY_IN_YEAR"
    case dayOnly = "DAY_ONLY"
    case fiscalYear = "FISCAL_YEAR"
    case fiscalQuarter = "FISCAL_QUARTER"
    case fiscalMonth = "FISCAL_MONTH"
    case hourInDay = "HOUR_IN_DAY"
    case weekInMonth = "WEEK_IN_MONTH"
    case weekInYear = "WEEK_IN_YEAR"

    var resultType: FieldType { self == .dayOnly ? .date : .int }

    func value(_ value: FieldValue) -> FieldValue {
        let day: Int
        var hour = 0
        switch value {
        case .day(let number): day = Int(number)
        case .instant(let instant):
            day = instant.flooredDays
            hour = Int((instant - Int64(day) * TimeText.millisecondsPerDay) / 3_600_000)
        default: return .null
        }
        let date = CivilDay.date(day)
        let dayOfYear = day - CivilDay.number(year: date.year, month: 1, day: 1)
        switch self {
        case .calendarYear, .fiscalYear: return .number(Double(date.year))
        case .calendarQuarter, .fiscalQuarter: return .number(Double((date.month + 2) / 3))
        case .calendarMonth, .fiscalMonth: return .number(Double(date.month))
        case .dayInMonth: return .number(Double(date.day))
        case .dayInWeek: return .number(Double((CivilDay.weekday(day) + 1) % 7 + 1))
        case .dayInYear: return .number(Double(dayOfYear + 1))
        case .dayOnly: return .day(Int32(day))
        case .hourInDay: return .number(Double(hour))
        case .weekInMonth: return .number(Double((date.day - 1) / 7 + 1))
        case .weekInYear: return .number(Double(dayOfYear / 7 + 1))
        }
    }
}
