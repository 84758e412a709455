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
        guard let described = description.field(field.name) else { return missing(field, asked: "read access") }
        return wrongType(field, described)
    }

    private func pushFinding(_ field: WantedAccess.Field, in description: ObjectDescription) -> AccessFinding? {
        guard FieldDescription(name: field.name, type: .string).isPushField else {
            return finding(
                .fieldNotForPush, field.name,
                sentence: """
                    \(name(field)) cannot be a push destination: Crosswalk writes only to custom fields whose API \
                    name begins PX_.
                    """)
        }
        guard let described = description.field(field.name) else {
            return missing(field, asked: "read and edit access")
        }
        if described.isCalculated || !described.isUpdateable {
            let reason = described.isCalculated ? "is a formula" : "cannot be edited by the integration user"
            return finding(
                .fieldNotUpdateable, field.name,
                sentence: """
                    \(name(field)) \(reason): \(described.isCalculated ? "push to a plain field instead." : """
                        give the user edit access in field-level security.
                        """)
                    """)
        }
        return wrongType(field, described)
    }

    private func missing(_ field: WantedAccess.Field, asked: String) -> AccessFinding {
        finding(
            .fieldMissing, field.name,
            sentence: """
                Salesforce shows the integration user no field \(name(field)): check the API name, and give the \
                integration user \(asked) in field-level security.
                """)
    }

    private func wrongType(_ field: WantedAccess.Field, _ described: FieldDescription) -> AccessFinding? {
        guard let type = field.type, described.type.attributeType != type else { return nil }
        return finding(
            .wrongType, field.name,
            sentence: """
                \(name(field)) is of type \(described.type.name), which does not go together with our \
                \(type.rawValue): map it to an attribute of type \
                \(described.type.attributeType?.rawValue ?? "none, it cannot be mapped").
                """)
    }

    private var unreadable: String {
        """
        The integration user cannot read \(wanted.object): give it read access to the object in its profile or \
        permission set.
        """
    }

    private func name(_ field: WantedAccess.Field) -> String { "\(wanted.object).\(field.name)" }

    private func finding(_ kind: AccessFinding.Kind, _ field: String? = nil, sentence: String) -> AccessFinding {
        AccessFinding(kind, object: wanted.object, field: field, sentence: sentence)
    }
}

extension SalesforceConnector {
    /// What stands in the way of a run, each named; empty when all is well.
    package func checkAccess(_ wanted: [WantedAccess]) async throws -> [AccessFinding] {
        var findings: [AccessFinding] = []
        for access in wanted {
            let check = AccessCheck(wanted: access)
            do {
                findings += check.findings(in: try await describe(access.object))
            } catch let error as SalesforceError {
                guard let finding = check.finding(for: error) else { throw error }
                findings.append(finding)
                // Without the API nothing else can be asked.
                if finding.kind == .apiDisabled { return findings }
            }
        }
        return findings
    }
}
