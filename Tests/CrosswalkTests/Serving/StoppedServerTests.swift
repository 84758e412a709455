import Foundation
import TestSupport
import Testing

/// A server that is told to end, or killed, in the middle of a run: the next run goes on, and nothing is done twice.
@Suite(.serialized, .timeLimit(.minutes(5))) struct StoppedServerTests {
    @Test(arguments: [StopKind.terminated, .killed])
    func `a run that ends with its server goes on in the next one and writes nothing twice`(kind: StopKind)
        async throws
    {
        let organisation = try MidsizeOrganisation()
        let undisturbed = try await Undisturbed(organisation)
        var random = SeededGenerator(seed: 5)
        for trial in 0..<3 {
            let logs = try TemporaryFolder()
            let org = try await SimulatedOrg(data: organisation.salesforce, logs: logs.path)
            let workspace = try ProcessWorkspace(copyOf: undisturbed.base, org)
            let server = try await Server(workspace)
            let key = try await server.setUp().admin
            let target = org.requestCount + 1 + random.below(undisturbed.requests - 1)
            let ordered = try await server.api("POST", "/runs", key, body: Self.order)
            try #require(ordered.status == 202, "\(ordered.text)")
            while org.requestCount < target, try await server.isRunning(key) {
                try await Task.sleep(for: .milliseconds(1))
            }
            switch kind {
            case .killed: try await server.kill()
            case .terminated:
                let began = ContinuousClock.now
                let ending = try await server.stop()
                #expect(ending.status == 0, "\(ending)")
                #expect(ContinuousClock.now - began < .seconds(15))
            }
            let next = try await Server(workspace)
            let first = try await next.runs(key)
            #expect(first.map(\.status) == ["interrupted"] || first.map(\.status) == ["done"], "\(first)")
            let ended = try await next.run(Self.order, key: key)
            #expect(ended == "done")
            #expect(try await next.stop().status == 0)
            let what = Comment(rawValue: "trial \(trial), \(kind) after \(target) requests")
            #expect(try org.repeatedWrites() == [], what)
            #expect(try org.values() == undisturbed.values, what)
            let state = try await workspace.state()
            for (part, text) in undisturbed.state where state[part] != text { Issue.record("\(part) differs; \(what)") }
        }
    }

    @Test func `a client that never finishes its request does not keep the server from ending`() async throws {
        let workspace = try await ProcessWorkspace()
        let server = try await Server(workspace)
        let connection = try RawConnection(to: server)
        connection.send("POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nemail")
        try await Task.sleep(for: .milliseconds(200))
        let began = ContinuousClock.now
        let ending = try await server.stop()
        #expect(ending.status == 0, "\(ending)")
        #expect(ContinuousClock.now - began < .seconds(40))
        withExtendedLifetime(connection) {}
    }

    enum StopKind: CaseIterable, Sendable {
        case terminated, killed
    }

    private static let order = #"{"as_of":"\#(MidsizeOrganisation.asOf)"}"#
}
