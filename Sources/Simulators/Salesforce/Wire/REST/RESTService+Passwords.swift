/// Users' passwords; the one user who logs in does so with what is set here.
extension RESTService {
    func passwordState(_ user: String) throws -> APIAnswer {
        try check(user)
        return .json(.members(["isExpired": false]))
    }

    func setPassword(_ call: APICall, _ user: String) async throws -> APIAnswer {
        try check(user)
        guard let password = try await call.json()["NewPassword"]?.text, password.count >= 8 else {
            throw SalesforceFault("INVALID_NEW_PASSWORD", "Your password must be at least 8 characters long.")
        }
        if logsIn(user) { sessions.setPassword(password) }
        return .noContent
    }

    func resetPassword(_ user: String) throws -> APIAnswer {
        try check(user)
        let password = logsIn(user) ? sessions.newPassword() : randomText(10)
        return .json(.members(["NewPassword": .text(password)]))
    }

    private func check(_ user: String) throws(SalesforceFault) {
        guard org.exists("User", id: user) else { throw .unknownResource }
    }

    private func logsIn(_ user: String) -> Bool { RecordID.long(user) == org.identity.userId }
}
