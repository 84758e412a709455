import Cryptography
import Testing

@Suite struct ScryptTests {
    /// The cases of RFC 7914, section 12, but for the last, which takes a gibibyte.
    private static let cases: [(password: String, salt: String, scrypt: Scrypt, key: String)] = [
        (
            "", "", Scrypt(logarithmicCost: 4, blockSize: 1, parallelism: 1),
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        (
            "password", "NaCl", Scrypt(logarithmicCost: 10, blockSize: 8, parallelism: 16),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
        (
            "pleaseletmein", "SodiumChloride", Scrypt(logarithmicCost: 14, blockSize: 8, parallelism: 1),
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ]

    @Test(arguments: cases)
    func `passwords make the keys of RFC 7914`(
        password: String, salt: String, scrypt: Scrypt, key: String
    ) throws {
        let made = try scrypt.key(from: Array(password.utf8), salt: Array(salt.utf8), byteCount: 64)
        #expect(made.hex == key)
    }

    @Test(arguments: [(0, 8, 1), (-1, 8, 1), (63, 8, 1), (15, 0, 1), (15, 8, 0), (16, 1, 1)])
    func `parameters out of bounds are refused`(cost: Int, blockSize: Int, parallelism: Int) {
        #expect(throws: CryptographyError.failed(.scrypt)) {
            try Scrypt(logarithmicCost: cost, blockSize: blockSize, parallelism: parallelism)
                .key(from: [1], salt: [2], byteCount: 32)
        }
    }
}
