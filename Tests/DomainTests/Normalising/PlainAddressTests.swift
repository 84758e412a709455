import Domain
import TestSupport
import Testing

/// Addresses are put into form eight bytes at a time where they can be; both ways must say the same.
@Suite struct PlainAddressTests {
    @Test(
        arguments: [
            ("Ada.Lovelace@Example.COM", "ada.lovelace@example.com"), ("  a@b.c ", "a@b.c"), ("a@b", nil),
            ("a.b@c", nil),
            ("@example.com", nil), ("ab@cd@example.com", nil), ("a b@example.com", nil),
            ("a\u{1}@example.com", "a\u{1}@example.com"),
            ("[Z]{@}.example", "[z]{@}.example"), ("ÄRGER@Example.com", "ärger@example.com"),
            ("12345678@12345678.12", "12345678@12345678.12"),
        ] as [(String, String?)])
    func `addresses are read as they always were`(raw: String, key: String?) {
        #expect(KeyNormaliser.email(foldsPlusTags: false).key(of: raw) == key)
    }

    @Test(arguments: [5, 6] as [UInt64])
    func `random texts have one key, whichever way they take`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("aZ@.@.bÖ9-_ \t\u{7F}[`{~!Xyé")
        for _ in 0..<4000 {
            let text = String(
                (0..<Int.random(in: 0...28, using: &generator)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                })
            // Without a plus, folding tags changes nothing but the way.
            #expect(
                KeyNormaliser.email(foldsPlusTags: false).key(of: text)
                    == KeyNormaliser.email(foldsPlusTags: true).key(of: text), "seed \(seed): \(text)")
        }
    }
}
