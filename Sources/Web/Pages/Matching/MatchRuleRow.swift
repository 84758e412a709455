import Domain

/// One rule in the form: its switch, its place, what it compares and its options.
struct MatchRuleRow: Sendable {
    let index: Int
    let line: MatchDraft.Line
    let entity: Entity
    let fields: FieldChoices
    /// The field of theirs that is compared, where the rule leaves it to the linked object.
    let theirs: String?

    var html: HTML {
        let name = line.rule.name(for: entity)
        return """
            <li class="rule card" data-rule>
            <input type="hidden" name="\(prefix)kind" value="\(name)">
            <div class="place">\(Parts.input(prefix + "order", label: "Place of \(Words.rule(name))", value: String(index + 1), type: "number", isLabelHidden: true))</div>
            <div class="grow"><h2 class="minor">\(Parts.checkbox(prefix + "on", label: Words.rule(name), isOn: line.isOn))</h2>
            <p class="soft">\(sentence)</p><div class="options">\(options)</div></div>
            </li>
            """
    }

    private var prefix: String { "rule.\(index)." }

    private var sentence: String {
        switch line.rule {
        case .salesforceID:
            entity == .account
                ? "The Salesforce ID on our account is the ID of theirs."
                : "The contact ID on our user is the ID of theirs."
        case .customField: "A field of ours holds the same as a field of theirs; both texts, or both whole numbers."
        case .websiteDomain: "Both websites have the same domain."
        case .name: "The names are equal, whatever the case and spacing."
        case .recentUserDomain:
            "Most of the account's recent users have their e-mail at the domain of the other's website. Mail providers do not count."
        case .email: "The e-mail addresses are equal. Two contacts with one address match nobody."
        case .phone: "The phone numbers are equal, compared by their digits. Two contacts with one number match nobody."
        }
    }

    private var options: HTML {
        switch line.rule {
        case .salesforceID: ""
        case .name: field(.name)
        case .customField(let ours, let theirs, let ignoresCase):
            """
            <div>\(Parts.select(prefix + "ours", label: "Our attribute", options: fields.ours(selected: ours, comparable: true), marker: "ours"))</div>
            <div>\(Parts.select(prefix + "theirs", label: "Field of \(fields.object)", options: fields.theirs(selected: theirs, comparable: true), marker: "theirs"))</div>
            <div>\(Parts.checkbox(prefix + "ignore_case", label: "Ignore case", isOn: ignoresCase))</div>
            """
        case .websiteDomain(let comparison):
            """
            \(field(.website))
            <div>\(Parts.select(prefix + "compare", label: "Compare", options: [
                Parts.option("host", "whole host: app.acme.com", isSelected: comparison == .host),
                Parts.option("registrable", "registered domain: acme.com", isSelected: comparison == .registrable),
            ]))</div>
            """
        case .recentUserDomain(let users): recent(users)
        case .email(let folds):
            "\(field(.email))<div>\(Parts.checkbox(prefix + "fold_plus_tags", label: "jo+test@acme.com is jo@acme.com", isOn: folds))</div>"
        case .phone(let country):
            "\(field(.phone))<div>\(Parts.input(prefix + "default_country", label: "Calling code for numbers without one", value: country))</div>"
        }
    }

    private func field(_ compared: ComparedField) -> HTML {
        let texts = fields.texts(selected: theirs ?? compared.standardName)
        let name = "field." + compared.rawValue
        return "<div>\(Parts.select(name, label: "Field of \(fields.object)", options: texts))</div>"
    }

    private func recent(_ users: MatchRule.RecentUsers) -> HTML {
        var isShare = false
        var moreThan = 50
        var share = 50.0
        var floor = 5
        switch users.threshold {
        case .moreThan(let count): moreThan = count
        case .share(let part, let least):
            isShare = true
            share = (part * 100).rounded()
            floor = least
        }
        return """
            <div>\(Parts.input(prefix + "sample", label: "Users looked at", value: String(users.sample), type: "number"))</div>
            <div>\(Parts.select(prefix + "threshold", label: "Enough is", options: [
                Parts.option("count", "more than a number", isSelected: !isShare),
                Parts.option("share", "a share of them", isSelected: isShare),
            ]))</div>
            <div>\(Parts.input(prefix + "more_than", label: "More than", value: String(moreThan), type: "number"))</div>
            <div>\(Parts.input(prefix + "share", label: "Share in percent", value: ShareBar.number(share), type: "number"))</div>
            <div>\(Parts.input(prefix + "floor", label: "At least so many", value: String(floor), type: "number"))</div>
            """
    }
}
