/// The parts of an e-mail address's domain that ways compare, written where the last ones stood; empty where there is
/// none.
package struct HostParts: ~Copyable {
    private var hostWriter = KeyWriter()
    private var domainWriter = KeyWriter()
    private var labelWriter = KeyWriter()

    /// Where in the host the domain begins.
    private(set) var domainStart = 0

    package init() {}

    /// The whole host, in form.
    package var host: Bytes { hostWriter.bytes }
    /// The domain that somebody registered.
    package var domain: Bytes { domainWriter.bytes }
    /// The label left of the public suffix, as names are compared.
    package var label: Bytes { labelWriter.bytes }

    /// - Parameter email: an address that `EmailKey` has put into form.
    package mutating func read(email: Bytes) {
        guard let at = email.lastIndex(of: UInt8(ascii: "@")) else { return clear() }
        read(host: email.from(at + 1))
    }

    /// - Parameter host: what stands after the `@` of such an address.
    mutating func read(host raw: Bytes) {
        clear()
        guard let start = HostKey.write(host: raw, to: &hostWriter) else { return }
        domainStart = start
        let host = hostWriter.bytes
        let domain = host.from(start)
        Self.copy(domain, to: &domainWriter) { _ in true }
        guard let dot = domain.firstIndex(of: UInt8(ascii: ".")) else { return }
        let label = domain.upTo(dot)
        if label.starts(with: "xn--".utf8) {
            labelWriter.set(CompanyName.label(ofHost: host.string) ?? "")
        } else {
            Self.copy(label, to: &labelWriter, where: \.isASCIILetterOrDigit)
        }
    }

    private mutating func clear() {
        hostWriter.clear()
        domainWriter.clear()
        labelWriter.clear()
        domainStart = 0
    }

    private static func copy(_ bytes: Bytes, to writer: inout KeyWriter, where isKept: (UInt8) -> Bool) {
        let target = writer.start(atMost: bytes.count)
        var count = 0
        for byte in bytes where isKept(byte) {
            target[count] = byte
            count += 1
        }
        writer.finish(count)
    }
}
