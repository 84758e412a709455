import Cryptography
import Testing

@Suite struct ConstantTimeTests {
    @Test(arguments: [
        ([], [], true), ([1, 2, 3], [1, 2, 3], true), ([1, 2, 3], [1, 2, 4], false),
        ([1, 2, 3], [0, 2, 3], false),
        ([1, 2, 3], [1, 2], false), ([], [0], false),
    ])
    func `secrets are equal when all their bytes are`(left: [UInt8], right: [UInt8], isEqual: Bool) {
        #expect(isEqualInConstantTime(left, right) == isEqual)
    }
}
