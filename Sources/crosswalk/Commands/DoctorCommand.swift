import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Looks at everything a run needs, and says what to do about what is missing.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check permissions, PX_ fields, clock, disk and versions, and say what to do.")

    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        let checks = try await Checkup(settings: options.settings).run()
        if options.json {
            try Console.json(checks)
        } else {
            for check in checks { Console.say("\(check.verdict.mark) \(check.subject): \(check.sentence)") }
        }
        if checks.contains(where: { $0.verdict == .bad }) { throw ExitStatus.failed }
    }
}

/// The checks of `doctor`, in the order in which a person would mend them.
struct Checkup {
    let settings: Settings

    struct Check: Encodable {
        enum Verdict: String, Encodable {
            case good, warning, bad

            var mark: String {
                switch self {
                case .good: "✓"
                case .warning: "!"
                case .bad: "✗"
                }
            }
        }

        let subject: String
        let verdict: Verdict
        let sentence: String
    }

    /// Less than this on the disk, and a first fetch may fill it.
    private static let wantedDiskBytes: Int64 = 2 << 30
    private static let toleratedClockError: Int64 = 120_000

    func run() async throws -> [Check] {
        var checks = [disk()]
        let composition: Composition
        do {
            composition = try await Composition.open(settings)
        } catch let error as any RemediableError {
            return checks + [Check(subject: "workspace", verdict: .bad, sentence: error.advice)]
        }
        checks.append(
            Check(
                subject: "workspace", verdict: .good, sentence: "configuration and database are readable and up to date"
            ))
        if let warning = Timetable(composition.configuration.schedule).warning {
            checks.append(Check(subject: "schedule", verdict: .warning, sentence: warning))
        }
        checks += await salesforce(composition)
        for community in composition.configuration.community.connections {
            checks.append(await check(community, composition))
        }
        return checks
    }

    private func check(_ connection: CommunitySettings.Connection, _ composition: Composition) async -> Check {
        let subject = "community \(connection.tenant)"
        do {
            let members = try await composition.community(connection).memberCount()
            return Check(subject: subject, verdict: .good, sentence: "connected, \(counted(members, "member"))")
        } catch {
            let advice = (error as? any RemediableError)?.advice ?? "it could not be reached."
            return Check(subject: subject, verdict: .bad, sentence: advice)
        }
    }

    private func disk() -> Check {
        // A workspace that is not there yet would lie on the disk of the nearest folder that is.
        var folder = settings.workspace.folder.standardizedFileURL
        while !FileManager.default.fileExists(atPath: folder.path) { folder.deleteLastPathComponent() }
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder.path)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value else {
            return Check(subject: "disk", verdict: .warning, sentence: "how much is free cannot be told")
        }
        let text = "\(plainText(of: (Double(free) / 1e9 * 10).rounded() / 10)) GB free"
        guard free >= Self.wantedDiskBytes else {
            return Check(subject: "disk", verdict: .warning, sentence: "\(text). Free some space before a large fetch.")
        }
        return Check(subject: "disk", verdict: .good, sentence: text)
    }

    private func salesforce(_ composition: Composition) async -> [Check] {
        do {
            guard let connector = try await composition.salesforce() else {
                return [
                    Check(
                        subject: "Salesforce", verdict: .warning,
                        sentence: "not connected. Run `crosswalk connect salesforce`.")
                ]
            }
            let access = try await composition.greet(connector)
            var checks = [
                Check(
                    subject: "Salesforce", verdict: .good,
                    sentence: "connected to \(access.instance), API version \(access.version); "
                        + "\(grouped(access.requestsUsed)) of \(grouped(access.requestLimit)) requests used today")
            ]
            checks += access.findings.map { Check(subject: "access", verdict: .bad, sentence: $0) }
            if access.findings.isEmpty {
                checks.append(
                    Check(
                        subject: "access", verdict: .good,
                        sentence: "every object and field that the configuration names is in reach"))
            }
            return checks + [try await clock(connector.serverTime())]
        } catch let error as any RemediableError {
            return [Check(subject: "Salesforce", verdict: .bad, sentence: error.advice)]
        } catch {
            return [Check(subject: "Salesforce", verdict: .bad, sentence: "\(error)")]
        }
    }

    private func clock(_ serverTime: Instant) -> Check {
        let error = abs(serverTime.milliseconds - Instant.present.milliseconds)
        guard error <= Self.toleratedClockError else {
            return Check(
                subject: "clock", verdict: .warning,
                sentence: "this machine and Salesforce differ by \(error / 1000) s. Set the clock; schedules follow it."
            )
        }
        return Check(subject: "clock", verdict: .good, sentence: "agrees with Salesforce")
    }
}
