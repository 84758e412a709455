import Domain

/// Compares what a run wants with what the describe shows the integration user.
struct AccessCheck {
    let wanted: WantedAccess

    func findings(in description: ObjectDescription) -> [AccessFinding] {
        var findings: [AccessFinding] = []
        if !description.isQueryable {
            findings.append(finding(.objectNotReadable, sentence: unreadable))
        }
        if !wanted.pushes.isEmpty, !description.isUpdateable {
            findings.append(
                finding(
                    .objectNotUpdateable,
                    sentence: """
                        The integration user cannot edit \(wanted.object): give it edit access to the object in its \
                        profile or permission set, or remove the pushes.
                        """))
        }
        findings += wanted.reads.compactMap { readFinding($0, in: description) }
        findings += wanted.pushes.compactMap { pushFinding($0, in: description) }
        return findings
    }

    /// What a describe that was refused says.
    func finding(for error: SalesforceError) -> AccessFinding? {
        switch error.reason {
        case .apiDisabled: finding(.apiDisabled, sentence: error.advice)
        case .objectNotFound, .notFound:
            finding(
                .objectMissing,
                sentence: """
                    Salesforce shows the integration user no object \(wanted.object): check its API name (custom \
                    objects end with __c), and give the user read access to it.
                    """)
        case .insufficientAccess: finding(.objectNotReadable, sentence: unreadable)
        default: nil
        }
    }

    private func readFinding(_ field: WantedAccess.Field, in description: ObjectDescription) -> AccessFinding? {
        // What lies behind a relationship is described by another object.
        guard !field.name.contains(".") else { return nil }
        return description.obstacle(toPull: field.name, into: field.type).map { finding($0, field, description) }
    }

    private func pushFinding(_ field: WantedAccess.Field, in description: ObjectDescription) -> AccessFinding? {
        description.obstacle(toPush: field.type, into: field.name).map { finding($0, field, description) }
    }

    private func finding(
        _ obstacle: FieldObstacle, _ field: WantedAccess.Field, _ description: ObjectDescription
    ) -> AccessFinding {
        let kind: AccessFinding.Kind =
            switch obstacle {
            case .missing, .misspelled: .fieldMissing
            case .notForPush: .fieldNotForPush
            case .formula, .notUpdateable: .fieldNotUpdateable
            case .unmappable, .otherKind: .wrongType
            }
        return finding(kind, field.name, sentence: obstacle.sentence("\(description.name).\(field.name)"))
    }

    private var unreadable: String {
        """
        The integration user cannot read \(wanted.object): give it read access to the object in its profile or \
        permission set.
        """
    }

    private func finding(_ kind: AccessFinding.Kind, _ field: String? = nil, sentence: String) -> AccessFinding {
        AccessFinding(kind, object: wanted.object, field: field, sentence: sentence)
    }
}

extension SalesforceConnector {
    /// What stands in the way of a run, each named once; empty when all is well.
    package func checkAccess(_ wanted: [WantedAccess]) async throws -> [AccessFinding] {
        var all: [AccessFinding] = []
        for access in wanted {
            let told = Set(all.map(\.sentence))
            all += try await findings(of: access).filter { !told.contains($0.sentence) }
            // Without the API nothing else can be asked.
            if all.last?.kind == .apiDisabled { return all }
        }
        return all
    }

    private func findings(of access: WantedAccess) async throws -> [AccessFinding] {
        let check = AccessCheck(wanted: access)
        do {
            return check.findings(in: try await describe(access.object))
        } catch let error as SalesforceError {
            guard let finding = check.finding(for: error) else { throw error }
            return [finding]
        }
    }
}
