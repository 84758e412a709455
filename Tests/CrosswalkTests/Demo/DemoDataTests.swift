import DemoData
import Domain
import Testing
import crosswalk

@Suite struct DemoDataTests {
    private let files = (0..<demo_data_file_count()).map { index in
        let file = demo_data_file(index)
        return (
            path: String(cString: file.path), bytes: Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
        )
    }

    @Test func `the demo's configuration has no mistake and uses every rule`() throws {
        let file = try #require(files.first { $0.path == "crosswalk.yaml" })
        let configuration = try ConfigurationReader().configuration(from: file.bytes)
        #expect(configuration.accounts.match.count == 5)
        #expect(configuration.users.match.count == 4)
        #expect(configuration.salesforce.firstFetch == .everything)
    }

    @Test func `every file is there, has a header and ends with a whole line`() {
        #expect(files.count == 16)
        for file in files {
            #expect(file.bytes.count > 50, "\(file.path)")
            #expect(file.bytes.last == UInt8(ascii: "\n"), "\(file.path)")
        }
    }
}
