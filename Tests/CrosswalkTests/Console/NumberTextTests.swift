import Testing
import crosswalk

@Suite struct NumberTextTests {
    @Test(arguments: [(0, "0 records"), (1, "1 record"), (2, "2 records"), (1_234_567, "1,234,567 records")])
    func `one thing is told in the singular`(count: Int, words: String) {
        #expect(counted(count, "record") == words)
    }
}
