/// What a page answers: markup for the shell, another address, a file, or that there is no such thing.
package enum PageAnswer: Sendable {
    case page(title: String, place: Place?, content: HTML)
    /// To another address with something to be read there once: a form never answers with a page of its own success.
    case redirect(String, notice: PageShell.Notice?)
    case file(name: String, type: String, text: String)
    /// Something that does not exist, in a sentence.
    case missing(String)
}
