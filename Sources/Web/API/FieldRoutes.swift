import Domain
import HTTPTypes
import Hummingbird

/// What Salesforce offers to be mapped: its objects, and the fields of one.
struct FieldRoutes {
    let hub: Hub

    var routes: [HubRoute] {
        [
            HubRoute(.get, "/api/v1/salesforce/objects", .program(.read), answer: objects),
            HubRoute(.get, "/api/v1/salesforce/objects/{object}", .program(.read), answer: fields),
        ]
    }

    private func objects(_ context: WebContext) async throws -> Response {
        .json(.list(try await names().map { .object([("name", .string($0))]) }, next: nil))
    }

    private func names() async throws -> [String] {
        try await hub.memory.objects(now: hub.clock()) {
            guard let salesforce = try await hub.workspace.salesforce() else { throw Self.unconnected }
            return try await salesforce.objectNames()
        }
    }

    /// Fields of fetched objects are known while the org is silent, and no others.
    private func fields(_ context: WebContext) async throws -> Response {
        let object = try context.parameter("object")
        guard object.utf8.allSatisfy({ Self.isOfName($0) }) else { throw Problem.notFound("object of that name") }
        guard let described = try await description(of: object) else { throw Problem.notFound("object of that name") }
        return .json(.list(described.fields.map { JSON($0) }, next: nil))
    }

    /// The list of objects tells a name that none has from an org that does not answer.
    private func description(of object: String) async throws -> ObjectDescription? {
        do {
            return try await hub.memory.description(of: object, now: hub.clock()) {
                guard let salesforce = try await hub.workspace.salesforce() else { throw Self.unconnected }
                return try await salesforce.describe(object)
            }
        } catch let error as any RemediableError {
            let isKnown = try? await names().contains { $0.lowercased() == object.lowercased() }
            guard isKnown == false else { throw error }
            return nil
        }
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static var unconnected: Problem {
        Problem(.conflict, "not_connected", "Salesforce is not connected. An admin authorizes it on Integrations.")
    }
}

extension JSON {
    fileprivate init(_ field: FieldDescription) {
        self = .object([
            ("name", .string(field.name)), ("label", .string(field.label)), ("type", .string(field.type.name)),
            ("holds", .string(field.type.attributeType?.rawValue)), ("is_formula", .boolean(field.isCalculated)),
            ("is_push_field", .boolean(field.isPushField)), ("is_updateable", .boolean(field.isUpdateable)),
        ])
    }
}
