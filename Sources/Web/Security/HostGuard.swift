import Domain

/// Keeps what is configured on a page from pointing us at machines that only we can reach (SSRF).
///
/// Names are checked as they are written; whoever may write crosswalk.yaml on disk is not held back.
struct HostGuard: Sendable {
    let allowsPrivateHosts: Bool

    func check(_ address: String) throws {
        guard !allowsPrivateHosts else { return }
        guard let host = Self.host(of: address, scheme: "https://") else {
            throw PlainError("\(address) is refused: an address set on the pages begins with https://.")
        }
        guard !Self.isPrivate(host) else {
            throw PlainError(
                "\(host) is refused: it is inside this network. Set it in crosswalk.yaml on the server, or start "
                    + "`crosswalk serve` with --allow-private-hosts.")
        }
    }

    private static func host(of address: String, scheme: String) -> String? {
        guard address.lowercased().hasPrefix(scheme) else { return nil }
        let authority = address.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" && $0 != "\\" }
        // What stands before an @ is a name, and the host comes after it.
        guard !authority.contains("@"), !authority.isEmpty else { return nil }
        if authority.hasPrefix("[") { return authority.prefix { $0 != "]" } + "]" }
        return authority.prefix { $0 != ":" }.lowercased()
    }

    private static func isPrivate(_ host: String) -> Bool {
        if host.hasPrefix("[") { return true }
        let name = host.hasSuffix(".") ? String(host.dropLast()) : host
        guard name.contains("."), !name.hasSuffix(".local"), !name.hasSuffix(".internal"), !name.hasSuffix(".localhost")
        else { return true }
        // Any form of a bare number (decimal, octal, hexadecimal): orgs have names.
        let last = name.split(separator: ".").last ?? ""
        return last.allSatisfy(\.isNumber) || last.hasPrefix("0x")
    }
}
