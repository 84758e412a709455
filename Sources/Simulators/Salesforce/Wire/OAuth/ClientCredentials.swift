import Foundation

/// A connected app's id and secret as a client shows them: in the form or as HTTP Basic.
struct ClientCredentials {
    private var id: String?
    private var secret: String?

    init(form: FormFields, authorization: String?) {
        id = form["client_id"]
        secret = form["client_secret"]
        guard let authorization, authorization.lowercased().hasPrefix("basic "),
            let decoded = Data(base64Encoded: String(authorization.dropFirst(6)))
        else { return }
        let halves = String(decoding: decoded, as: UTF8.self).split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        id = halves.first.map(String.init)
        secret = halves.count > 1 ? String(halves[1]) : nil
    }

    func check(against app: ConnectedApp, secretMayBeMissing: Bool = false) throws(OAuthFault) {
        guard let id, !id.isEmpty else { throw .missing("client_id") }
        guard id == app.clientID else { throw .unknownClient }
        guard let secret, !secret.isEmpty else {
            guard secretMayBeMissing else { throw .wrongSecret }
            return
        }
        guard secret == app.clientSecret else { throw .wrongSecret }
    }
}
