import CLibcrypto

/// Makes a key of a password, slowly and with much memory, so that guessing costs the same: scrypt (RFC 7914).
package struct Scrypt: Sendable, Hashable {
    /// 15 stands for 32 768 rounds.
    package let logarithmicCost: Int
    package let blockSize: Int
    package let parallelism: Int

    package init(logarithmicCost: Int, blockSize: Int, parallelism: Int) {
        self.logarithmicCost = logarithmicCost
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    package func key(from password: [UInt8], salt: [UInt8], byteCount: Int) throws(CryptographyError) -> [UInt8] {
        guard (1...20).contains(logarithmicCost), (1...32).contains(blockSize), (1...32).contains(parallelism) else {
            throw .failed(.scrypt)
        }
        defer { ERR_clear_error() }
        let rounds = 1 << logarithmicCost
        // The library allows 32 MiB unless told otherwise; this is what scrypt takes, and a mebibyte to spare.
        let memory = 128 * blockSize * (rounds + parallelism) + (1 << 20)
        var key = [UInt8](repeating: 0, count: byteCount)
        let status = password.withUnsafeBytes { password in
            EVP_PBE_scrypt(
                password.baseAddress?.assumingMemoryBound(to: CChar.self), password.count, salt, salt.count,
                UInt64(rounds), UInt64(blockSize), UInt64(parallelism), UInt64(memory), &key, byteCount)
        }
        guard status == 1 else { throw .failed(.scrypt) }
        return key
    }
}
