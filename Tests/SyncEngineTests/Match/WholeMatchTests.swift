import Domain
import Store
import SyncEngine
import TestSupport
import Testing

@Suite struct WholeMatchTests {
    /// Users by e-mail or phone, some without either; of two phones there are several contacts.
    private static func workspace() async throws -> MatchWorkspace {
        var workspace = try await MatchWorkspace()
        workspace.configuration.users.match = [.email(foldsPlusTags: false), .phone(defaultCountry: nil)]
        try await workspace.load(
            .users, ["id", "email", "phone"],
            (0..<20).map { ["u\($0)", $0 % 3 == 0 ? "" : "u\($0)@x.com", $0 % 4 == 0 ? "+4930123\($0 % 8)" : ""] })
        try await workspace.mirror(
            "Contact", ["Id", "Email", "Phone"],
            (0..<20).map { [id($0), "u\($0)@x.com", $0 > 3 ? "+4930123\($0 % 8)" : ""] })
        return workspace
    }

    private static func id(_ number: Int) -> String {
        KeyNormaliser.salesforceID.key(of: "0035g0000000" + String(100 + number)) ?? ""
    }

    @Test(arguments: [1, 3, 7, 20, 21])
    func `links are the same however many of our records are decided at once`(spanSize: Int) async throws {
        let workspace = try await Self.workspace()
        let report = try await workspace.match(.user, batchSize: 2, spanSize: spanSize)
        #expect(report["decided"] == 20)
        #expect(report["linked"] > 10 && report["ambiguous"] > 0)
        #expect(try await workspace.unproven(.user) == [])
        #expect(try await workspace.match(.user, run: 2, spanSize: 4, all: true)["decided"] == 20)
        #expect(try await workspace.store.outcomeCounts(of: RunNumber(2), stage: .match).isEmpty)
    }

    @Test func `the keys of all spans are kept for the next match`() async throws {
        let workspace = try await Self.workspace()
        try await workspace.match(.user, spanSize: 3)
        // A contact of the last span's users changes hands.
        try await workspace.mirror("Contact", ["Id", "Email", "Phone"], [[Self.id(19), "u1@x.com", ""]])
        #expect(try await workspace.match(.user, run: 2)["decided"] == 2)
        #expect(try await workspace.unproven(.user) == [])
    }
}
