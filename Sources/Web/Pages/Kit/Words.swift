import Domain

/// What pages call what the journal names.
enum Words {
    static func status(_ status: RunStatus) -> HTML {
        switch status {
        case .running: Parts.pill("Running", "busy")
        case .done: Parts.pill("Done", "good")
        case .doneWithFailures: Parts.pill("Done, some records failed", "warn")
        case .paused: Parts.pill("Paused", "warn")
        case .failed: Parts.pill("Failed", "bad")
        case .needsAuthorization: Parts.pill("Needs authorization", "bad")
        case .interrupted: Parts.pill("Interrupted", "warn")
        case .skippedOverlap: Parts.pill("Skipped: another run was going on")
        }
    }

    static func trigger(_ trigger: RunTrigger) -> String {
        switch trigger {
        case .schedule: "schedule"
        case .synchronizeButton: "Synchronize"
        case .commandLine: "command line"
        }
    }

    static func stage(_ stage: StageName, _ entity: Entity? = nil) -> String {
        let name =
            switch stage {
            case .fetch: "Fetch"
            case .community: "Read communities"
            case .match: "Match"
            case .map: "Map"
            case .associate: "Associate"
            case .measure: "Measure"
            case .push: "Push"
            case .audience: "Roles"
            }
        return entity.map { "\(name) \($0.plural)" } ?? name
    }

    static func rule(_ name: String) -> String {
        switch name {
        case "sfdc_id": "Salesforce ID"
        case "sfdc_contact_id": "Salesforce contact ID"
        case "website_domain": "Website domain"
        case "recent_user_domain": "Recent users' domain"
        case "name": "Name"
        case "email": "E-mail"
        case "phone": "Phone"
        case "manual": "By hand"
        case let other: other.hasPrefix("custom_field") ? "Custom field" : other
        }
    }

    static func verdict(_ verdict: MatchVerdict?) -> HTML {
        switch verdict {
        case .linked: Parts.pill("Linked", "good")
        case .ambiguousPick: Parts.pill("Linked, oldest of several", "warn")
        case .ambiguous: Parts.pill("Several found", "warn")
        case .excluded: Parts.pill("Excluded")
        case .unmatched, nil: Parts.pill("Not linked")
        }
    }

    static func outcome(_ code: OutcomeCode) -> String {
        code.rawValue.split(separator: "_").joined(separator: " ")
    }

    static func type(_ type: AttributeType) -> String {
        switch type {
        case .string: "text"
        case .number: "number"
        case .boolean: "yes/no"
        case .dateTime: "date and time"
        }
    }

    static func title(_ entity: Entity) -> String { entity == .account ? "Accounts" : "Users" }

    static func window(_ window: KPIWindow) -> String {
        switch window {
        case .last7Days: "7 days"
        case .last30Days: "30 days"
        case .last90Days: "90 days"
        case .lastWeek: "last week"
        case .lastMonth: "last month"
        case .lastQuarter: "last quarter"
        }
    }

    /// Where a record of ours has its page.
    static func path(_ entity: Entity, _ id: String) -> String {
        (entity == .account ? "/accounts/" : "/audience/") + escapedForURL(id)
    }

    /// A name that may break after its dots and between its words, and never within `__c`.
    static func name(_ name: String) -> HTML {
        let characters = Array(name)
        var parts: [HTML] = []
        for (index, character) in characters.enumerated() {
            parts.append(HTML.escaping(String(character)))
            let neighbours = [index - 1, index + 1].map { characters.indices.contains($0) ? characters[$0] : "_" }
            if character == "." || (character == "_" && !neighbours.contains("_")) { parts.append("<wbr>") }
        }
        return "\(parts)"
    }

    /// An e-mail address that may break after its @.
    static func address(_ address: String?) -> HTML {
        guard let address else { return "<span class=\"soft\">—</span>" }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false).map { HTML.escaping($0).text }
        return HTML(markup: parts.joined(separator: "@<wbr>"))
    }

    /// A value of a record; times are read as times, links are not followed.
    static func value(_ value: Value) -> HTML {
        switch value {
        case .null: "<span class=\"soft\">—</span>"
        case .dateTime(let instant): Figures.time(instant)
        case .boolean(let flag): flag ? "yes" : "no"
        case .integer, .double, .string: "\(value.text)"
        }
    }
}
