import ArgumentParser

@main
struct Crosswalk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "crosswalk")
}
