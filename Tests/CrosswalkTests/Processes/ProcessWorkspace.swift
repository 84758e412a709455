import Foundation
import TestSupport
import Testing

/// A workspace that processes work on, with the program's commands as functions.
struct ProcessWorkspace {
    let folder: TemporaryFolder
    var path: String { folder.path + "/workspace" }
    var database: String { path + "/crosswalk.db" }
    static let secret = "crosswalk-secret"

    /// An empty one, connected to an org.
    init(_ org: SimulatedOrg, configuration: String = Self.configuration) async throws {
        folder = try TemporaryFolder()
        #expect(try await run("init").status == 0)
        try configure(org, configuration)
        let connected = try await run("connect", "salesforce", "--client-secret", Self.secret)
        try #require(connected.status == 0, "\(connected)")
    }

    /// A copy of another one, as it stands on disk.
    init(copyOf other: ProcessWorkspace) throws {
        folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: other.path, toPath: path)
    }

    /// A copy of another one that speaks to another org.
    init(copyOf other: ProcessWorkspace, _ org: SimulatedOrg) throws {
        try self.init(copyOf: other)
        let text = try String(contentsOfFile: other.path + "/crosswalk.yaml", encoding: .utf8)
        try configure(org, text)
    }

    func configure(_ org: SimulatedOrg, _ text: String) throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.hasPrefix("  login_url:") ? "  login_url: \(org.address)" : String($0)
        }
        try lines.joined(separator: "\n").write(toFile: path + "/crosswalk.yaml", atomically: true, encoding: .utf8)
    }

    func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Program.Ending {
        try await Program.run(arguments, workspace: path, environment: environment)
    }

    func start(_ arguments: [String]) throws -> Program { try Program(arguments, workspace: path) }

    func load(_ organisation: MidsizeOrganisation, kinds: [String] = ["accounts", "users", "events", "nps"])
        async throws
    {
        for kind in kinds {
            let ending = try await run("import", kind, organisation.product + "/\(kind).csv")
            try #require(ending.status == 0, "\(ending)")
        }
    }

    static let synchronize = ["sync", "--as-of", MidsizeOrganisation.asOf]

    @discardableResult
    func synchronize() async throws -> Program.Ending {
        try await run("sync", "--as-of", MidsizeOrganisation.asOf)
    }

    /// Runs until a run has nothing left to send; gives how many that took.
    func synchronizeToTheEnd() async throws -> Int {
        for run in 1...10 {
            let ending = try await synchronize()
            #expect(ending.status == 0 || ending.status == 1 || ending.status == 3, "\(ending)")
            if ending.status == 0 { return run }
        }
        throw Unfinished()
    }

    private struct Unfinished: Error {}

    /// Everything that a run decides, to be compared between workspaces; stamps that a write moves are left out.
    func state() async throws -> [String: String] {
        var state: [String: String] = [:]
        for kind in ["accounts", "users", "account-links", "user-links"] {
            state[kind] = try await run("export", kind).output
        }
        for kind in ["kpis", "feature-kpis"] {
            state[kind] = try await run("export", kind, "--as-of", MidsizeOrganisation.asOf).output
        }
        for object in ["Account", "Contact"] {
            state[object] = try await mirror(object).map { row in
                row.filter { !["systemmodstamp", "lastmodifieddate", "fetched_in"].contains($0.key.lowercased()) }
                    .sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            }.joined(separator: "\n")
        }
        return state
    }

    func mirror(_ object: String) async throws -> [[String: String]] {
        let lines = try await run("export", "mirror", "--object", object, "--format", "jsonl").output.split(
            separator: "\n")
        return try lines.map { line in
            let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            return row.mapValues { "\($0)" }
        }
    }

    static let configuration = """
        workspace:
          name: Tests
        attributes:
          account: { plan: string, industry: string }
        salesforce:
          login_url: http://127.0.0.1:1
          auth: client_credentials
          client_id: crosswalk
          first_fetch: everything
        accounts:
          object: Account
          match: [sfdc_id, website_domain]
          pull:
            - { from: Industry, to: industry }
          push:
            - { kpi: au_30d, to: PX_MAU__c }
            - { kpi: nps_score_90d, to: PX_NPS__c }
            - { kpi: feature_users_30d, feature: export, to: PX_Exports__c }
            - { attribute: plan, to: PX_Plan__c }
        users:
          object: Contact
          match: [sfdc_contact_id, email]
          pull:
            - { from: Title, to: title }
          push:
            - { attribute: last_seen_at, to: PX_Last_Seen__c }

        """
}
