import Domain

/// Who may log in, and as what.
struct PeoplePage: Sendable {
    var people: [AdminPerson]
    var viewer: Int64?
    var token: HTML

    var html: HTML {
        """
        \(SettingsTabs.html("/settings/people"))
        <p class="soft">Viewers see everything but people, keys and logs; editors also run, link, and change rules, mappings and the \
        schedule; admins do the rest: the whole configuration, people, keys, connections and backups. A new password logs its \
        person out everywhere else.</p>
        \(Parts.table("People", head: ["Name", "E-mail", "Last log-in", "Role", "New password", "Remove"].map { Parts.heading($0) }, rows: people.map(row), class: "stacked"))
        <section class="card"><h2>Add a person</h2><form method="post" action="/settings/people">\(token)
        <input type="hidden" name="act" value="add">
        <div class="filters"><div>\(Parts.input("name", label: "Name", value: nil))</div>
        <div>\(Parts.input("email", label: "E-mail", value: nil, type: "email"))</div>
        <div>\(Parts.input("password", label: "First password", value: nil, type: "password"))</div>
        <div>\(Parts.select("role", label: "Role", options: Self.roles(.viewer)))</div><button>Add</button></div></form></section>
        """
    }

    private func row(_ person: AdminPerson) -> HTML {
        let hidden: HTML = "\(token)<input type=\"hidden\" name=\"id\" value=\"\(person.id)\">"
        let remove: HTML = """
            <form method="post" action="/settings/people" data-confirm="Remove \(person.email)?">\(hidden)<input type="hidden" name="act" value="remove">\
            <button class="quiet">Remove</button></form>
            """
        let reset: HTML = """
            <details><summary>Set one</summary><form method="post" action="/settings/people" class="row">\(hidden)<input type="hidden" name="act" value="reset">\
            <label class="hidden" for="password-\(person.id)">New password of \(person.email)</label>\
            <input id="password-\(person.id)" name="password" type="password" autocomplete="new-password"><button class="plain">Set</button></form></details>
            """
        return """
            <tr><th scope="row">\(person.name)</th><td>\(person.email)</td><td data-label="Last log-in">\(person.lastLogin.map(Figures.time) ?? "never")</td>
            <td><form method="post" action="/settings/people" class="row">\(hidden)<input type="hidden" name="act" value="role">
            <label class="hidden" for="role-\(person.id)">Role of \(person.email)</label>
            <select id="role-\(person.id)" name="role">\(Self.roles(person.role))</select><button class="plain">Change</button></form></td>
            <td data-label="New password">\(person.id == viewer ? "<a href=\"/settings/password\">yours</a>" : reset)</td><td>\(person.id == viewer ? "that is you" : remove)</td></tr>
            """
    }

    private static func roles(_ selected: Role) -> [HTML] {
        Role.allCases.map { Parts.option($0.rawValue, $0.rawValue, isSelected: $0 == selected) }
    }
}
