import Yams

extension MistakeList {
    /// Notes why the text cannot be read; nothing can be said of the rest until that is mended.
    func add(syntaxError error: any Error, in text: String) {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            add(
                "this is not YAML (\(problem)); look at the indentation (blanks, never tabs), quotes and brackets here",
                at: mark, path: "")
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "'\($0)'" }.joined(separator: ", ")
            add("\(names) stands twice in the same section; keep one", at: context.mark, path: "")
        case YamlError.reader(let problem, let offset, _, _):
            add(unreadable(problem, at: offset ?? 0, in: text))
        default:
            add("the file cannot be read as YAML", at: nil, path: "")
        }
    }

    private func unreadable(_ problem: String, at offset: Int, in text: String) -> ConfigurationMistake {
        let before = text.prefix(offset)
        let lastLine = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
        return ConfigurationMistake(
            line: before.count { $0.isNewline } + 1, column: lastLine.count + 1, path: "",
            message: "this is not readable text (\(problem))")
    }
}
