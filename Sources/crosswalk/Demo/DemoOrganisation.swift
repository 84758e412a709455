import Connectors
import DemoData
import Domain
import Foundation

/// The demo's organisation: product, Salesforce and community files and a configuration, from the binary or from a folder.
struct DemoOrganisation {
    let folder: URL
    /// The day as of which its KPIs are interesting: its data ends there.
    let asOf: Day?

    /// Writes the organisation that the binary carries into a folder.
    static func unpacked(into folder: URL) throws -> DemoOrganisation {
        for index in 0..<demo_data_file_count() {
            let file = demo_data_file(index)
            let target = folder.appendingPathComponent(String(cString: file.path))
            let data = Data(bytes: file.bytes, count: file.count)
            if FileManager.default.contents(atPath: target.path) == data { continue }
            do {
                try FileManager.default.createDirectory(
                    at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                try data.write(to: target, options: .atomic)
            } catch {
                throw PlainError(
                    "The demo's data cannot be written to \(folder.relativePath): check permissions and free space.")
            }
        }
        return DemoOrganisation(folder: folder, asOf: Day("2026-05-13"))
    }

    /// An organisation of the user's own: `product/`, `salesforce/`, and `community/` and `crosswalk.yaml` beside them if
    /// there are any.
    static func at(_ path: String) throws -> DemoOrganisation {
        let folder = URL(fileURLWithPath: path, isDirectory: true)
        guard FileManager.default.fileExists(atPath: path) else { throw PlainError("There is no folder \(path).") }
        for part in ["product", "salesforce"] {
            guard FileManager.default.fileExists(atPath: folder.appendingPathComponent(part).path) else {
                throw PlainError(
                    "\(path) has no folder \(part)/. The demo wants product/ and salesforce/ (docs/files.md).")
            }
        }
        return DemoOrganisation(folder: folder, asOf: try lastDay(of: folder))
    }

    var salesforceFolder: URL { folder.appendingPathComponent("salesforce") }
    /// Nothing where the organisation has no community.
    var communityFolder: URL? {
        let folder = folder.appendingPathComponent("community")
        let members = folder.appendingPathComponent("community-users.csv").path
        return FileManager.default.fileExists(atPath: members) ? folder : nil
    }
    var configurationFile: URL { folder.appendingPathComponent("crosswalk.yaml") }

    /// The communities that the files hold, in the order in which they first name them.
    func tenants() throws -> [String] {
        guard let path = communityFolder?.appendingPathComponent("community-users.csv").path else { return [] }
        var file = try RecordFile(path: path, columns: ["tenant"])
        guard let column = file.header.firstIndex(of: "tenant") else { return [CommunityKind.defaultTenant] }
        var tenants: [String] = []
        while let batch = try file.next() {
            for row in 0..<batch.rowCount {
                let name = batch.string(row: row, column: column)
                let tenant = name.isEmpty ? CommunityKind.defaultTenant : name
                if !tenants.contains(tenant) { tenants.append(tenant) }
            }
        }
        return tenants
    }

    /// The product files that are there, in the order in which they read best; any order gives the same.
    var productFiles: [(kind: ImportKind, path: String)] {
        let kinds: [ImportKind] = [.accounts, .users, .features, .engagements, .events, .nps, .engagementViews]
        return kinds.compactMap { kind in
            let paths = ["csv", "jsonl"].map { folder.appendingPathComponent("product/\(kind.rawValue).\($0)").path }
            return paths.first { FileManager.default.fileExists(atPath: $0) }.map { (kind, $0) }
        }
    }

    /// The as-of day that a generated organisation's manifest names.
    private static func lastDay(of folder: URL) throws -> Day? {
        struct Manifest: Decodable {
            let asOf: String?

            enum CodingKeys: String, CodingKey { case asOf = "T" }
        }
        let file = folder.appendingPathComponent("manifest.json")
        guard let data = FileManager.default.contents(atPath: file.path),
            let manifest = try? JSONDecoder().decode(Manifest.self, from: data)
        else { return nil }
        return manifest.asOf.flatMap { Day(String($0.prefix(10))) }
    }
}
