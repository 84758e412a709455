/// The user as `login` and `getUserInfo` tell of it.
struct SOAPUser {
    let identity: OrgIdentity
    let lifetime: Duration
    /// The version that the caller speaks: strict clients refuse elements that theirs does not know.
    let version: Int

    var elements: String {
        let members: [(name: String, value: String?)] = [
            ("accessibilityMode", "false"), ("chatterExternal", "false"), ("currencySymbol", "$"),
            ("orgAttachmentFileSizeLimit", "5242880"), ("orgDefaultCurrencyIsoCode", "USD"),
            ("orgDefaultCurrencyLocale", identity.locale), ("orgDisallowHtmlAttachments", "false"),
            ("orgHasPersonAccounts", "false"), ("organizationId", identity.organizationId),
            ("organizationMultiCurrency", "false"), ("organizationName", identity.organizationName),
            ("profileId", identity.profileId), ("roleId", nil),
            ("sessionSecondsValid", String(lifetime.components.seconds)), ("userDefaultCurrencyIsoCode", nil),
            ("userEmail", identity.email), ("userFullName", identity.displayName), ("userId", identity.userId),
            ("userLanguage", identity.language), ("userLocale", identity.locale), ("userName", identity.username),
            ("userTimeZone", identity.timeZone), ("userType", "Standard"), ("userUiSkin", "Theme3"),
        ]
        let known = members.filter { $0.name != "chatterExternal" || version >= 42 }
        return known.map { member in
            guard let value = member.value else { return "<\(member.name) xsi:nil=\"true\"/>" }
            return "<\(member.name)>\(escapedMarkup(value))</\(member.name)>"
        }.joined()
    }
}
