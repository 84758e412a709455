/// The parts of the settings, as tabs; those about people, keys and backups are the admins'.
enum SettingsTabs {
    static func html(_ current: String, isAdmin: Bool = true) -> HTML {
        let own = [("Workspace", "/settings"), ("Configuration", "/settings/configuration")]
        let admins = [
            ("History", "/settings/history"), ("People", "/settings/people"), ("Keys", "/settings/keys"),
            ("Audit log", "/settings/audit"),
            ("Backup", "/settings/backup"),
        ]
        let all = (isAdmin ? own + admins : own) + [("My password", "/settings/password")]
        return Parts.tabs("Settings", all.map { ($0.0, $0.1, $0.1 == current) })
    }
}
