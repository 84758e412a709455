/// Who belongs to an audience: a filter over members, their accounts and their accounts' KPIs.
package indirect enum AudienceFilter: Sendable, Hashable {
    case all([AudienceFilter])
    case any([AudienceFilter])
    case not(AudienceFilter)
    case compare(AudienceField, Comparison, AudienceValue)
    case oneOf(AudienceField, [AudienceValue])
    /// A text inside a text, or an element of a list.
    case contains(AudienceField, String)
    case isSet(AudienceField)
    case has(Possession)
    /// Activity, as the platform or its content shows it, in the last so many days.
    case active(days: Int)

    package enum Comparison: String, Sendable, Hashable, CaseIterable {
        case equal = "="
        case notEqual = "!="
        case atLeast = ">="
        case atMost = "<="
        case more = ">"
        case less = "<"
    }

    package enum Possession: String, Sendable, Hashable, CaseIterable {
        /// The member is associated with an account.
        case account
        /// That account is linked with Salesforce.
        case salesforce
        case email
    }
}

/// What a filter compares.
package enum AudienceValue: Sendable, Hashable {
    case text(String)
    case number(Double)
    case boolean(Bool)
    case instant(Instant)
    /// The whole of it, in UTC, as Salesforce's dates are kept.
    case day(Day)
}

/// Something a filter may ask about.
package struct AudienceField: Sendable, Hashable {
    package enum Source: Sendable, Hashable {
        /// A column of the member.
        case member(String)
        /// A column of the member's account.
        case account(String)
        /// A KPI of the member's account, as last measured.
        case kpi(String)
    }

    package enum Kind: String, Sendable, Hashable {
        case text = "a text"
        case number = "a number"
        case boolean = "true or false"
        case instant = "a day or a time"
        /// Texts divided by semicolons.
        case list = "a list of texts"
    }

    package let name: String
    package let source: Source
    package let kind: Kind

    package init(name: String, source: Source, kind: Kind) {
        self.name = name
        self.source = source
        self.kind = kind
    }
}

/// The fields that filters of one workspace may name; case does not matter.
package struct AudienceSchema: Sendable {
    /// In the order in which to list them; of two with one name the first counts.
    package private(set) var fields: [AudienceField] = []

    package init(attributes: [AttributeDefinition], kpis: [String]) {
        for attribute in attributes where attribute.entity == .account {
            let kind: AudienceField.Kind =
                switch attribute.type {
                case .string: .text
                case .number: .number
                case .boolean: .boolean
                case .dateTime: .instant
                }
            add(attribute.apiName, .account(attribute.columnName), kind)
        }
        for (name, kind) in [("name", AudienceField.Kind.text), ("website", .text), ("created_at", .instant)] {
            add(name, .account(name), kind)
        }
        add("account_id", .account("id"), .text)
        for name in kpis { add(name, .kpi(name), .number) }
        for column in CommunityKind.users.columns {
            let kind: AudienceField.Kind =
                ["roles", "badges", "groups"].contains(column.name) ? .list : column.type == .instant ? .instant : .text
            add(column.name == "id" ? "member_id" : column.name, .member(column.name), kind)
        }
    }

    private mutating func add(_ name: String, _ source: AudienceField.Source, _ kind: AudienceField.Kind) {
        fields.append(AudienceField(name: name, source: source, kind: kind))
    }

    /// `member.` and `account.` in front of a name say whose field is meant.
    package func field(_ name: String) -> AudienceField? {
        let lowered = name.lowercased()
        let parts = lowered.split(separator: ".", maxSplits: 1).map(String.init)
        let wanted = parts.count == 2 ? parts[1] : lowered
        return fields.first { field in
            guard field.name.lowercased() == wanted else { return false }
            guard parts.count == 2 else { return true }
            if case .member = field.source { return parts[0] == "member" }
            return parts[0] == "account"
        }
    }

    /// The known name that is nearest to a wrong one, to be suggested.
    func nearest(to name: String) -> String? {
        let wanted = name.lowercased()
        let candidates = fields.map { ($0.name, Self.distance(wanted, $0.name.lowercased())) }
        return candidates.min { $0.1 < $1.1 }.flatMap { $0.1 <= max(1, wanted.count / 3) ? $0.0 : nil }
    }

    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var row = Array(0...right.count)
        for (index, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let cost = min(diagonal + (character == right[column] ? 0 : 1), row[column] + 1, row[column + 1] + 1)
                diagonal = row[column + 1]
                row[column + 1] = cost
            }
        }
        return row[right.count]
    }
}
