import Domain
import TestSupport
import Testing

@Suite struct PersonEvidenceTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `places find their persons and accounts in whatever order they stand`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let persons = (0..<400).map { (id: "P\($0)", email: "p\($0)@x.example") }
        let accounts = TextColumn((0..<40).map { "A\($0)" })
        var places = (0..<600).map { number in
            (person: "P\(number % 450)", account: "A\(Int.random(in: 0..<50, using: &generator))")
        }
        if seed > 1 { places.shuffle(using: &generator) }
        let evidence = PersonEvidence(
            persons: TextColumn(persons.map(\.id)), emails: TextColumn(persons.map(\.email)),
            places: .init(
                persons: TextColumn(places.map(\.person)), accounts: TextColumn(places.map(\.account)),
                isPrimary: places.map { _ in false }),
            accounts: accounts)
        let known = places.filter { Int($0.person.dropFirst()) ?? 0 < 400 && Int($0.account.dropFirst()) ?? 0 < 40 }
        #expect((0..<evidence.persons.count).map { evidence.persons[$0] } == known.map(\.person))
        #expect(evidence.accounts.map { accounts[Int($0)] } == known.map(\.account))
        #expect(
            (0..<evidence.emails.count).map { evidence.emails[$0] }
                == known.map { $0.person.lowercased() + "@x.example" })
    }
}
