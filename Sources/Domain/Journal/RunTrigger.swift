/// What started a run.
package enum RunTrigger: String, Sendable, Hashable, Codable {
    case schedule
    case synchronizeButton = "synchronize_button"
    case commandLine = "command_line"
}
