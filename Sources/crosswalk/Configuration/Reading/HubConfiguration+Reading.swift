import Domain
import Foundation

extension HubConfiguration.Workspace {
    mutating func read(_ value: YAMLValue) {
        guard let section = YAMLSection(value, keys: ["name", "time_zone"]) else { return }
        section.read("name", into: &name) { $0.text() }
        section.read("time_zone", into: &timeZone, by: Self.timeZone)
    }

    private static func timeZone(_ value: YAMLValue) -> String? {
        guard let name = value.text("a time zone, such as Europe/Berlin") else { return nil }
        if WorkspaceZone(named: name) != nil { return name }
        let nearest = nearestWord(to: name, among: TimeZone.knownTimeZoneIdentifiers) ?? "Europe/Berlin"
        return value.reject("'\(name)' is no time zone; write UTC or a region and city, such as \(nearest)")
    }
}

extension HubConfiguration.FreeMailChanges {
    mutating func read(_ value: YAMLValue) {
        guard let section = YAMLSection(value, keys: ["add", "remove"]) else { return }
        section.read("add", into: &add) { $0.list(Self.domain) }
        section.read("remove", into: &remove) { $0.list(Self.domain) }
        for domain in Set(add).intersection(remove).sorted() {
            value.reject("'\(domain)' is added and removed; keep one")
        }
    }

    private static func domain(_ value: YAMLValue) -> String? {
        value.parsed("a mail domain, such as example.com") { text in
            let labels = text.split(separator: ".", omittingEmptySubsequences: false)
            let isDomain =
                labels.count > 1 && !labels.contains { $0.isEmpty }
                && !text.contains { $0.isWhitespace || "@/:,".contains($0) }
            return isDomain ? text.lowercased() : nil
        }
    }
}

extension HubConfiguration.FactSettings {
    mutating func read(_ value: YAMLValue) {
        guard let section = YAMLSection(value, keys: ["keep_raw_events", "keep_kpis", "nps_event"]) else { return }
        section.read("keep_raw_events", into: &keepRawEventsDays) { $0.days() }
        section.read("keep_kpis", into: &keepKPIsDays) { $0.days() }
        section.read("nps_event", into: &npsEvent) { $0.text("the name of a tracked event") }
    }
}

extension HubConfiguration.JournalSettings {
    mutating func read(_ value: YAMLValue) {
        guard let section = YAMLSection(value, keys: ["keep_outcomes"]) else { return }
        section.read("keep_outcomes", into: &keepOutcomesDays) { $0.days() }
    }
}

extension YAMLValue {
    fileprivate func days() -> Int? {
        parsed("a number of days, such as 400 days") { text in
            let words = text.split(separator: " ")
            guard words.count == 2, let count = Int(words[0]), (1...36_500).contains(count),
                words[1] == (count == 1 ? "day" : "days")
            else { return nil }
            return count
        }
    }
}

/// Features and the tracked events that are their uses, keyed by the event.
func readFeatureEvents(_ value: YAMLValue) -> [String: String] {
    guard let features = YAMLSection(value) else { return [:] }
    var featureOfEvent: [String: String] = [:]
    for (feature, value) in features.entries {
        guard let section = YAMLSection(value, keys: ["event"]),
            let event = section.required("event", "\(feature): { event: \"Report Exported\" }")
        else { continue }
        for name in event.oneOrMore({ $0.text() }) ?? [] {
            if let other = featureOfEvent.updateValue(feature, forKey: name) {
                event.reject("the event '\(name)' is a use of '\(other)' already; an event is a use of one feature")
            }
        }
    }
    return featureOfEvent
}
