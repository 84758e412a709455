import Domain

/// A consistent copy of everything, made while serving; and those that were made.
enum BackupPage {
    static func html(_ kept: [KeptBackup], folder: String, token: HTML) -> HTML {
        """
        \(SettingsTabs.html("/settings/backup"))
        <section class="card"><h2>Back up</h2>
        <p>Writes a consistent copy of the database beside the workspace, while runs and pages go on. The key file \
        <code>crosswalk.key</code> and <code>crosswalk.yaml</code> belong to a backup too.</p>
        <p class="mono break">\(folder)/backups</p>
        <form method="post" action="/settings/backup">\(token)<button>Back up now</button></form></section>
        \(table(kept))
        <section class="card"><h2>Restore</h2><p>On the server, also while it serves: <code>crosswalk restore FILE</code>. \
        The content that was there stays beside it, in <code>crosswalk.db.before-restore</code>.</p></section>
        """
    }

    private static func table(_ kept: [KeptBackup]) -> HTML {
        guard !kept.isEmpty else { return "" }
        let rows = kept.prefix(100).map { backup -> HTML in
            """
            <tr><th scope="row" class="mono">\(backup.path.split(separator: "/").last ?? "")</th><td>\(Figures.time(backup.at))</td>
            <td class="number">\(Figures.grouped(Int(backup.bytes >> 10))) KB</td></tr>
            """
        }
        let head = [Parts.heading("File"), Parts.heading("Made"), Parts.heading("Size", isNumber: true)]
        return Parts.table("Backups", head: head, rows: rows)
    }
}
