import ArgumentParser
import Connectors

/// Measures one question at a time inside the process and prints JSON; `bench/run.py` sets it beside other tools.
///
/// What a command does as a whole is measured from outside, on `crosswalk` itself.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures one question at a time.",
        subcommands: [MatchCase.self, AssociateCase.self])

    /// With memory as `crosswalk` has it.
    @MainActor static func main() async {
        ProcessMemory.keepWhatIsFreed()
        await main(nil)
    }
}
