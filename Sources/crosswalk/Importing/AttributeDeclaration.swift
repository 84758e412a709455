import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// What an import declares with `--attribute`: it lasts, and so goes into `crosswalk.yaml`, which holds the whole configuration.
struct AttributeDeclaration {
    let attributes: [AttributeDefinition]

    /// Opens the workspace with the attributes declared.
    ///
    /// - Throws: a sentence where one is declared with another type; then nothing has changed.
    func open(_ settings: Settings) async throws -> Composition {
        let present = try await Composition.open(settings)
        guard !attributes.isEmpty else { return present }
        for attribute in attributes {
            let known = present.configuration.attributes.first { $0.names(attribute) && $0.type != attribute.type }
            guard let known else { continue }
            throw PlainError(
                "--attribute \(attribute.apiName):\(attribute.type.rawValue): \(attribute.apiName) is declared as "
                    + "\(known.type.rawValue) already. Leave the option out, or change the type under "
                    + "attributes.\(attribute.entity.rawValue) in crosswalk.yaml.")
        }
        let written = try ConfigurationFile.inForce(settings.workspace).attributes
        let missing = attributes.filter { attribute in !written.contains { $0.names(attribute) } }
        if !missing.isEmpty { try write(missing, settings) }
        return try await Composition.open(settings, adding: attributes)
    }

    /// Where the file is not ours to write, the attributes live in the database alone until somebody adds them there.
    private func write(_ missing: [AttributeDefinition], _ settings: Settings) throws {
        do {
            try settings.workspace.changeConfiguration { $0.attributes += missing }
        } catch let error as PlainError {
            let names = missing.map { "attributes.\($0.entity.rawValue).\($0.apiName): \($0.type.rawValue)" }
            return Console.complain("\(error.advice) Add there yourself: \(names.joined(separator: ", ")).")
        }
        guard !settings.printsJSON else { return }
        for attribute in missing {
            Console.say(
                "Declared \(attribute.apiName) as \(attribute.type.rawValue) under "
                    + "attributes.\(attribute.entity.rawValue) in crosswalk.yaml.")
        }
    }
}

extension AttributeDefinition {
    /// Whether both are about the same attribute, whatever its type.
    fileprivate func names(_ other: AttributeDefinition) -> Bool {
        entity == other.entity && apiName == other.apiName
    }
}
