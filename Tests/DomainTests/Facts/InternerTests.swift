import Domain
import Testing

@Suite struct InternerTests {
    @Test func `each distinct text has one number, however many there are`() {
        var interner = Interner()
        let texts = (0..<20_000).map { "text \($0 % 7000)" }
        let numbers = texts.map { text in Array(text.utf8).withUnsafeBufferPointer { interner.number(of: $0) } }
        #expect(interner.count == 7000)
        #expect(numbers.prefix(3) == [0, 1, 2])
        for (text, number) in zip(texts, numbers) where interner[Int(number)] != ArraySlice(text.utf8) {
            Issue.record("\(text) has the number of another")
        }
        #expect(Array("nobody".utf8).withUnsafeBufferPointer { interner.find($0) } == nil)
    }
}
