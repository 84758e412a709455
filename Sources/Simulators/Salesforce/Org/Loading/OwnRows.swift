/// The rows an organisation has of itself: its own, its user's, and the profile of that.
struct OwnRows {
    let identity: OrgIdentity
    let now: Int64

    private var rows: [(object: String, cells: KeyValuePairs<String, String>)] {
        [
            (
                "Organization",
                [
                    "Id": identity.organizationId, "Name": identity.organizationName,
                    "OrganizationType": "Developer Edition", "IsSandbox": "false", "InstanceName": "SIM1",
                    "LanguageLocaleKey": identity.language, "DefaultLocaleSidKey": identity.locale,
                    "TimeZoneSidKey": identity.timeZone, "FiscalYearStartMonth": "1",
                ]
            ),
            (
                "User",
                [
                    "Id": identity.userId, "Username": identity.username, "LastName": identity.lastName,
                    "FirstName": identity.firstName, "Email": identity.email, "Alias": "admin",
                    "CommunityNickname": "admin", "IsActive": "true", "TimeZoneSidKey": identity.timeZone,
                    "LocaleSidKey": identity.locale, "EmailEncodingKey": "UTF-8", "ProfileId": identity.profileId,
                    "UserType": "Standard", "LanguageLocaleKey": identity.language,
                ]
            ),
            ("Profile", ["Id": identity.profileId, "Name": "System Administrator", "UserType": "Standard"]),
        ]
    }

    /// Adds those that no file has.
    func add(to state: inout OrgState) {
        for (object, cells) in rows {
            guard let table = state.data.table(named: object), let id = cells.first.flatMap({ SalesforceID($0.value) }),
                state.data.tables[table].row(of: id) == nil
            else { continue }
            let schema = state.data.schema(table)
            let values = cells.dropFirst().compactMap { name, text -> (Int, FieldValue)? in
                guard let field = schema.index(of: name),
                    let value = try? FieldConversion(field: schema.fields[field]).value(.text(text))
                else { return nil }
                return (field, value)
            }
            let audit = AuditFields(system: state.data.tables[table].system, userID: identity.userId)
            state.create(id, in: table, values + audit.values(at: now, isCreate: true))
        }
    }
}
