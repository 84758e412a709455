/// How a command ended, where it was not simply done; scripts rely on these numbers.
enum ExitStatus: Int32, Error {
    case failed = 1
    case wrongUsage = 2
    case doneWithFailures = 3
}
