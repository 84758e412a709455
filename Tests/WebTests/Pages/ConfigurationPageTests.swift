import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Store
import Testing
import Web

@Suite struct ConfigurationPageTests {
    @Test func `values are lost by a new type only where an admin ticks so`() async throws {
        let loss = AttributeLoss(
            attribute: AttributeDefinition(entity: .account, apiName: "plan", type: .number), present: .string,
            values: 3, examples: [AttributeLoss.Example(record: "a1", value: "<gold>")])
        let workspace = try WebWorkspace(
            changes: ConfigurationChanges(lines: ["attributes.account.plan: string → number"], losses: [loss]))
        try await workspace.addPerson(.admin)
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.admin, client)
            let path = "/settings/configuration"
            let form = try await client.execute(uri: path, method: .get, headers: [.cookie: cookie])
            let token = String(buffer: form.body).components(separatedBy: "name=\"csrf\" value=\"").dropFirst().first?
                .prefix { $0 != "\"" }
            let post = { @Sendable (fields: String) in
                try await client.execute(
                    uri: path, method: .post, headers: [.cookie: cookie],
                    body: ByteBuffer(string: "csrf=\(escapedForURL(String(token ?? "")))&text=x&\(fields)"))
            }
            let refused = try await post("act=apply")
            let page = String(buffer: refused.body)
            #expect(refused.status == .ok)
            #expect(page.contains("3 values do not convert from string to number and would be lost: a1 &quot;&lt;gold"))
            #expect(page.contains("name=\"accept_losses\""))
            #expect(try await workspace.store.configurationVersions(limit: 10).isEmpty)

            let accepted = try await post("act=apply&accept_losses=on")
            #expect(accepted.status == .seeOther)
            #expect(try await workspace.store.configurationVersions(limit: 10).count == 2)
        }
    }
}
