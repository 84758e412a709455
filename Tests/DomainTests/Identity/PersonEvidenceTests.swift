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
        let ids = TextColumn(persons.map(\.id))
        let evidence = PersonEvidence(
            ids: ids, emails: KeyColumn(TextColumn(persons.map(\.email)), by: .email(foldsPlusTags: false)),
            places: .init(
                persons: RowsOfIDs(ids).rows(of: TextColumn(places.map(\.person))),
                accounts: RowsOfIDs(accounts).rows(of: TextColumn(places.map(\.account)))))
        let known = places.filter { Int($0.person.dropFirst()) ?? 0 < 400 && Int($0.account.dropFirst()) ?? 0 < 40 }
        let expected = persons.map { person in known.filter { $0.person == person.id }.map(\.account) }
        #expect((0..<evidence.count).map { evidence.accounts(of: $0).map { accounts[Int($0)] } } == expected)
    }
}
