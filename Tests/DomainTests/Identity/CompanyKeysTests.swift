import Domain
import TestSupport
import Testing

/// The keys of names in columns: the same as those of one name, only faster.
@Suite struct CompanyKeysTests {
    private static let names = [
        "Acme, Inc.", "Neo a.s., s.r.o.", "Ltd", "S. A.", "A/S", "Foo A/S", "GmbH & Co. KG", "Bar GmbH & Co. KG", "",
        "...", "a.b c. d", "Société Générale S.A.", "Ærø Søfart ApS", "Straße AG", "株式会社トヨタ", "삼성전자",
        "ООО Ромашка", "İstanbul A.Ş.", "½ Price Co", "A․B Inc", "Acme…Inc", "e\u{301}clair Inc", "नमस्ते Ltd",
        "AKKARA GOLD, Private Limited", "X  Private Ltd", "Amazon.com, Inc.", "🚀 Rockets LLC", "x.y.z.inc", "Ⅷ Corp",
    ]

    @Test func `a column's keys are those of its names`() throws {
        let names = Self.names + (try Fixture.rows("org/community/accounts.csv").map { $0["name"] ?? "" })
        let keys = CompanyKeys(TextColumn(names))
        for (row, name) in names.enumerated() {
            #expect(keys.whole[row] == CompanyName.compact(name), "\(name)")
            #expect(keys.withoutLegalForm[row] == CompanyName.withoutLegalForms(name) ?? "", "\(name)")
        }
    }

    @Test func `parts put together are the whole`() {
        let names = TextColumn(Self.names)
        var parts = CompanyKeys(names, part: 0..<7)
        parts.append(contentsOf: CompanyKeys(names, part: 7..<names.count))
        let whole = CompanyKeys(names)
        for row in Self.names.indices {
            #expect(parts.whole[row] == whole.whole[row])
            #expect(parts.withoutLegalForm[row] == whole.withoutLegalForm[row])
        }
    }
}
