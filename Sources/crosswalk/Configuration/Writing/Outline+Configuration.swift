import Domain

extension Outline {
    /// Everything that is configured, defaults too, in the order of the file.
    init(_ configuration: HubConfiguration) {
        let workspace = configuration.workspace
        self = .section([
            "workspace": .section(["name": .plain(workspace.name), "time_zone": .plain(workspace.timeZone)]),
            "attributes": Self.attributes(configuration.attributes),
            "salesforce": Self.salesforce(configuration.salesforce),
            "accounts": Self.entity(configuration.accounts, .account),
            "users": Self.entity(configuration.users, .user),
            "community": Self.community(configuration.community),
            "schedule": .section([
                "fetch": times(configuration.schedule.fetch), "map": times(configuration.schedule.map),
                "push": times(configuration.schedule.push),
            ]),
            "features": Self.features(configuration.features),
            "free_mail": .section([
                "add": texts(configuration.freeMail.add), "remove": texts(configuration.freeMail.remove),
            ]),
            "facts": Self.facts(configuration.facts),
            "journal": .section(["keep_outcomes": days(configuration.journal.keepOutcomesDays)]),
        ])
    }

    private static func attributes(_ definitions: [AttributeDefinition]) -> Outline {
        .section(
            Entity.allCases.map { entity in
                let own = definitions.filter { $0.entity == entity }
                return Entry(
                    key: entity.rawValue,
                    value: .section(own.map { Entry(key: $0.apiName, value: .plain($0.type.rawValue)) }))
            })
    }

    private static func salesforce(_ settings: SalesforceSettings) -> Outline {
        .section([
            "login_url": .plain(settings.loginURL),
            "auth": .plain(settings.authorization.rawValue),
            "client_id": settings.clientID.map(text),
            "username": settings.username.map(text),
            "first_fetch": .plain(settings.firstFetch.text),
            "quota_reserve": percentage(settings.quotaReserve),
        ])
    }

    private static func entity(_ configuration: EntityConfiguration, _ entity: Entity) -> Outline {
        .section([
            "object": .plain(configuration.object),
            "match": .list(configuration.match.map { $0.outline(for: entity) }),
            "fields": configuration.fields.isEmpty ? nil : fields(configuration.fields),
            "when_several": entity == .account ? .plain(configuration.whenSeveral.rawValue) : nil,
            "pull": .list(configuration.pull.map(\.outline)),
            "push": .list(configuration.push.map(\.outline)),
        ])
    }

    private static func fields(_ names: [ComparedField: String]) -> Outline {
        .section(
            ComparedField.allCases.compactMap { compared in
                names[compared].map { Entry(key: compared.rawValue, value: .plain($0)) }
            })
    }

    private static func community(_ settings: CommunitySettings) -> Outline {
        .section([
            "connections": communities(settings.connections), "match": texts(settings.match.map(\.rawValue)),
        ])
    }

    private static func communities(_ connections: [CommunitySettings.Connection]) -> Outline {
        .list(
            connections.map { connection in
                .section([
                    "tenant": text(connection.tenant), "host": text(connection.host),
                    "client_id": text(connection.clientID),
                ])
            })
    }

    private static func features(_ featureOfEvent: [String: String]) -> Outline {
        let eventsOfFeature = Dictionary(grouping: featureOfEvent.keys) { featureOfEvent[$0] ?? "" }
        return .section(
            eventsOfFeature.sorted { $0.key < $1.key }.map { feature, events in
                let value = events.count == 1 ? text(events[0]) : texts(events.sorted())
                return Entry(key: feature, value: .section(["event": value]))
            })
    }

    private static func facts(_ settings: HubConfiguration.FactSettings) -> Outline {
        .section([
            "keep_raw_events": days(settings.keepRawEventsDays), "keep_kpis": days(settings.keepKPIsDays),
            "nps_event": settings.npsEvent.map(text),
        ])
    }
}

private func days(_ count: Int) -> Outline { .plain(count == 1 ? "1 day" : "\(count) days") }

private func text(_ text: String) -> Outline { .plain(text) }

private func texts(_ texts: [String]) -> Outline { .list(texts.map(text)) }

private func times(_ minutes: [Int]) -> Outline { .list(minutes.map { .quoted(Schedule.text(ofTime: $0)) }) }

private func percentage(_ share: Double) -> Outline { .plain(plainText(of: share * 100) + "%") }

extension MatchRule {
    /// The short form where all options have their defaults.
    fileprivate func outline(for entity: Entity) -> Outline {
        let name = name(for: entity)
        guard let options else { return .plain(name) }
        return .section([.init(key: name, value: options)])
    }

    private var options: Outline? {
        switch self {
        case .salesforceID, .name, .phone(defaultCountry: nil):
            nil
        case .customField(let ours, let theirs, let ignoresCase):
            .section(["ours": .plain(ours), "theirs": .plain(theirs), "ignore_case": ignoresCase ? nil : .flag(false)])
        case .websiteDomain(let comparison):
            .section(["compare": .plain(comparison.rawValue)])
        case .recentUserDomain(let recent):
            recent.outline
        case .email(let foldsPlusTags):
            .section(["fold_plus_tags": .flag(foldsPlusTags)])
        case .phone(defaultCountry: let country?):
            .section(["default_country": .plain(country)])
        }
    }
}

extension MatchRule.RecentUsers {
    fileprivate var outline: Outline {
        let sample = Outline.plain(String(sample))
        return switch threshold {
        case .moreThan(let count):
            .section(["sample": sample, "more_than": .plain(String(count))])
        case .share(let share, let floor):
            .section(["sample": sample, "share": percentage(share), "floor": .plain(String(floor))])
        }
    }
}

extension PullMapping {
    fileprivate var outline: Outline {
        .section(["from": .plain(from), "to": .plain(to), "ignore_nulls": ignoresNulls ? .flag(true) : nil])
    }
}

extension PushMapping {
    fileprivate var outline: Outline {
        var entries: [Outline.Entry] = []
        switch source {
        case .attribute(let name): entries.append(.init(key: "attribute", value: .plain(name)))
        case .kpi(let name, let feature):
            entries.append(.init(key: "kpi", value: .plain(name)))
            if let feature { entries.append(.init(key: "feature", value: .plain(feature))) }
        }
        entries.append(.init(key: "to", value: .plain(to)))
        if rounds { entries.append(.init(key: "round", value: .flag(true))) }
        if truncates { entries.append(.init(key: "truncate", value: .flag(true))) }
        return .section(entries)
    }
}
