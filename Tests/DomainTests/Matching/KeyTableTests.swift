import Domain
import TestSupport
import Testing

/// The kept hashes of keys, and who is found by them.
@Suite struct KeyTableTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `an index finds the very records that passing all of them finds`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let rows = (0..<400).map { Int64($0 * 3 + 1) }
        let columns = (0..<3).map { _ in rows.map { _ in UInt32(random.below(60)) } }
        var table = KeyTable(rows: rows, columns: columns, digests: rows.map { UInt64($0) })
        for _ in 0..<40 {
            var wanted = [HashFilter](repeating: HashFilter(), count: 3)
            for _ in 0..<random.below(5) { wanted[random.below(3)].insert(UInt32(random.below(70))) }
            #expect(table.indexed().rows(with: wanted) == table.rows(with: wanted))
        }
        // What an index knew is forgotten with the first newer key.
        table = table.indexed()
        table.apply(KeyTable(rows: [1], columns: [[99], [0], [0]], digests: [7]))
        var wanted = [HashFilter](repeating: HashFilter(), count: 3)
        wanted[0].insert(99)
        #expect(table.rows(with: wanted) == [1])
    }

    @Test func `a hash that stands for no key finds nobody`() {
        let table = KeyTable(rows: [1, 2], columns: [[0, 5]], digests: [1, 2])
        var none = HashFilter()
        none.insert(0)
        #expect(table.indexed().rows(with: [none]) == [])
        #expect(table.rows(with: [none]) == [])
    }
}
