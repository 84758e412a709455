/// What a page answers: markup for the shell, another address, a file, or that there is no such thing.
package enum PageAnswer: Sendable {
    case page(title: String, place: Place?, content: HTML)
    /// To another address with something to be read there once: a form never answers with a page of its own success.
    case redirect(String, notice: PageShell.Notice?)
    case file(name: String, type: String, text: String)
    /// A file that is too large to be put together before it is sent.
    case stream(name: String, type: String, parts: any FileParts)
    /// Something that does not exist, in a sentence.
    case missing(String)
}

extension PageAnswer {
    /// Sends a draft on to its own address, so that going back and forth sends no form again; a draft that is too long for
    /// an address is answered at once.
    static func tried(
        _ path: String, _ form: FormValues, otherwise page: () async throws -> PageAnswer
    ) async throws -> PageAnswer {
        let address = path + form.without("csrf", "act").query
        return address.utf8.count > longestAddress ? try await page() : .redirect(address, notice: nil)
    }

    /// What proxies let through.
    private static let longestAddress = 7000
}

/// What makes a file while it is sent.
package protocol FileParts: Sendable {
    /// Nothing after the last part; a part may be empty.
    mutating func next() async throws -> String?
}
