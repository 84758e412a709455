import Foundation
import HTTPTypes

/// `/services/oauth2/authorize`: the page on which a user allows or denies the connected app.
struct ConsentPage: Sendable {
    let app: ConnectedApp
    let sessions: SessionLedger
    let now: @Sendable () -> Date

    private static let fieldNames = [
        "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method",
    ]

    /// The page, or an error in its place: nothing is sent to a redirect address that was never checked.
    func page(_ call: APICall) throws -> APIAnswer {
        if let refusal = refusal(of: call.query) { return refusal }
        let hidden = Self.fieldNames.compactMap { name in
            call.query[name].map { "<input type=\"hidden\" name=\"\(name)\" value=\"\(escapedMarkup($0))\">" }
        }
        return .text(
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Allow access?</title></head>
            <body><main><h1>Allow access?</h1>
            <p>\(escapedMarkup(app.clientID)) asks to read and write data as \(escapedMarkup(app.username)).</p>
            <form method="post" action="/services/oauth2/authorize">
            \(hidden.joined(separator: "\n"))
            <button name="decision" value="allow">Allow</button>
            <button name="decision" value="deny">Deny</button>
            </form></main></body></html>
            """, type: "text/html; charset=UTF-8")
    }

    /// The user's decision, carried back to the app by a redirect.
    func decide(_ call: APICall) async throws -> APIAnswer {
        let form = FormFields(try await call.body.collect())
        if let refusal = refusal(of: form) { return refusal }
        let redirect = form["redirect_uri"] ?? ""
        var fields: [(String, String)]
        if form["decision"] == "allow" {
            let code = sessions.newCode(
                for: SessionLedger.Consent(
                    redirectURI: redirect, challenge: form["code_challenge"],
                    scope: form["scope"] ?? "refresh_token web api id", givenAt: now()))
            fields = [("code", code)]
        } else {
            fields = [("error", "access_denied"), ("error_description", "end-user denied authorization")]
        }
        if let state = form["state"] { fields.append(("state", state)) }
        let query = fields.map { "\($0)=\(percentEncoded($1))" }.joined(separator: "&")
        return APIAnswer(
            status: 302, headers: [.location: redirect + (redirect.contains("?") ? "&" : "?") + query])
    }

    private func refusal(of fields: FormFields) -> APIAnswer? {
        let fault: OAuthFault? =
            if fields["client_id"] != app.clientID {
                .unknownClient
            } else if (fields["redirect_uri"] ?? "").isEmpty {
                OAuthFault(error: "redirect_uri_missing", description: "must specify redirect_uri")
            } else if fields["response_type"] != "code" {
                OAuthFault(error: "unsupported_response_type", description: "response type not supported")
            } else {
                nil
            }
        return fault.map {
            .text("error=\($0.error)&error_description=\($0.description)", type: "text/plain", status: 400)
        }
    }
}

/// A text that may stand in HTML or XML, also inside an attribute.
func escapedMarkup(_ text: String) -> String {
    var escaped = ""
    for character in text {
        switch character {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        case "'": escaped += "&#39;"
        default: escaped.append(character)
        }
    }
    return escaped
}
