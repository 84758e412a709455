import Domain
import Testing

@Suite struct FactHashTests {
    // From the reference implementation of MurmurHash3_x64_128 with seed 0.
    @Test(arguments: [
        ("", UInt64(0), UInt64(0)),
        ("hello", 0xcbd8_a7b3_41bd_9b02, 0x5b1e_906a_48ae_1d19),
        ("hello, world", 0x342f_ac62_3a5e_bc8e, 0x4cdc_bc07_9642_414d),
        ("19 Jan 2038 at 3:14:07 AM", 0xb89e_5988_b737_affc, 0x664f_c295_0231_b2cb),
        ("The quick brown fox jumps over the lazy dog.", 0xcd99_481f_9ee9_02c9, 0x695d_a1a3_8987_b6e7),
    ])
    func `hashes are those of the reference`(text: String, high: UInt64, low: UInt64) {
        let hash = Array(text.utf8).withUnsafeBufferPointer { FactHash($0) }
        #expect((hash.high, hash.low) == (high, low))
    }
}
