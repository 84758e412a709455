/// The web flow of OAuth, as the connector offers it: where to send the person, and what to do with their code.
package struct SalesforceAuthorization: Sendable {
    /// The address of the consent page, for a way back, a state and a verifier.
    package let address: @Sendable (_ redirectURI: String, _ state: String, _ verifier: String) async throws -> String
    /// Changes the code for tokens, keeps them, and looks whether they work.
    package let finish:
        @Sendable (_ code: String, _ redirectURI: String, _ state: String, _ verifier: String)
            async throws -> Void

    package init(
        address:
            @escaping @Sendable (_ redirectURI: String, _ state: String, _ verifier: String) async throws -> String,
        finish:
            @escaping @Sendable (_ code: String, _ redirectURI: String, _ state: String, _ verifier: String)
            async throws -> Void
    ) {
        self.address = address
        self.finish = finish
    }
}
