import Foundation
import TestSupport
import Testing

/// Ways to log in that change what is stored.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LoginProcessTests {
    @Test func `a refresh token that changes with each use goes on working, also after the login that stored it`()
        async throws
    {
        let organisation = try MidsizeOrganisation()
        let logs = try TemporaryFolder()
        let org = try await SimulatedOrg(
            data: organisation.salesforce, logs: logs.path,
            options: ["--refresh-token", "first-refresh-token", "--rotate-refresh-tokens"])
        let workspace = try await ProcessWorkspace(org)
        let connected = try await workspace.run(
            "connect", "salesforce", "--auth", "refresh_token", "--refresh-token", "first-refresh-token")
        #expect(connected.status == 0, "\(connected)")
        for _ in 0..<3 {
            let ending = try await workspace.run("sync", "fetch", "--entity", "accounts")
            #expect(ending.status == 0, "\(ending)")
        }
    }

    @Test func `a file without a public key stops the simulator before it starts`() async throws {
        let folder = try TemporaryFolder()
        let file = folder.file("key.pem")
        try "root:x:0:0:root:/root:/bin/bash\n".write(toFile: file, atomically: true, encoding: .utf8)
        let simulator = try Program(["simulate", "salesforce", "--port", "0", "--jwt-public-key", file])
        while try simulator.process.isRunning && simulator.said.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        simulator.kill()
        let ending = try await simulator.ending()
        #expect(ending.status == 1 && ending.errors.contains("\(file) holds no public RSA key"), "\(ending)")
    }

    @Test func `a secret that only the environment holds is not stored, and connecting says so`() async throws {
        let organisation = try MidsizeOrganisation()
        let logs = try TemporaryFolder()
        let org = try await SimulatedOrg(data: organisation.salesforce, logs: logs.path)
        let workspace = try await ProcessWorkspace(org)
        try FileManager.default.removeItem(atPath: workspace.path)
        #expect(try await workspace.run("init").status == 0)
        try workspace.configure(org, ProcessWorkspace.configuration)
        let environment = ["CROSSWALK_SALESFORCE_CLIENT_SECRET": ProcessWorkspace.secret]
        let connected = try await workspace.run("connect", "salesforce", environment: environment)
        #expect(connected.status == 0, "\(connected)")
        #expect(
            connected.output.contains("CROSSWALK_SALESFORCE_CLIENT_SECRET stood in the environment and is not stored"),
            "\(connected)")
        #expect(try await workspace.run("sync", "fetch", "--entity", "accounts").status == 1)
        let fetched = try await workspace.run("sync", "fetch", "--entity", "accounts", environment: environment)
        #expect(fetched.status == 0, "\(fetched)")
        let stored = try await workspace.run("connect", "salesforce", "--client-secret", ProcessWorkspace.secret)
        #expect(!stored.output.contains("is not stored"), "\(stored)")
    }

    @Test func `a connection that fails changes nothing`() async throws {
        let organisation = try MidsizeOrganisation()
        let logs = try TemporaryFolder()
        let org = try await SimulatedOrg(data: organisation.salesforce, logs: logs.path)
        let workspace = try await ProcessWorkspace(org)
        let failed = try await workspace.run(
            "connect", "salesforce", "--client-id", "other", "--client-secret", "wrong")
        #expect(failed.status == 1, "\(failed)")
        #expect(try await workspace.run("sync", "fetch", "--entity", "accounts").status == 0)
    }
}
