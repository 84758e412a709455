import Domain

/// Where everybody changes their own password.
enum PasswordPage {
    static func html(isAdmin: Bool, token: HTML) -> HTML {
        """
        \(SettingsTabs.html("/settings/password", isAdmin: isAdmin))
        <p class="soft">A new password logs you out everywhere else.</p>
        <form method="post" action="/settings/password" class="card">\(token)
        <div class="field"><label for="present">Present password</label>
        <input id="present" name="present" type="password" autocomplete="current-password" required></div>
        <div class="field"><label for="new">New password</label>
        <input id="new" name="password" type="password" autocomplete="new-password" minlength="\(Doors.shortestPassword)" required>
        <small>At least \(Doors.shortestPassword) characters.</small></div>
        <button>Change</button></form>
        """
    }
}
