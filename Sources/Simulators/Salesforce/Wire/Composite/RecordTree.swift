/// Records with their children, created together or not at all: `/composite/tree`.
struct RecordTree: Sendable {
    private let service: RESTService
    private static let mostRecords = 200

    init(_ service: RESTService) {
        self.service = service
    }

    /// A record of the tree, still to be created.
    private struct Node {
        let object: String
        let referenceID: String
        let input: RecordInput
        let children: [Node]
        /// The field of this record that points to its parent.
        let parentField: String?
    }

    private struct Failure: Error {
        let referenceID: String
        let errors: [SalesforceFault]
    }

    func answer(_ call: APICall, object: String) async throws -> APIAnswer {
        let name = try service.known(object)
        let body = try await call.json()
        let nodes = try (body["records"]?.list ?? []).map { try node($0, object: name, parentField: nil, call) }
        guard !nodes.isEmpty else { throw SalesforceFault("INVALID_INPUT", "records must be given.") }
        guard nodes.map(size).reduce(0, +) <= Self.mostRecords else {
            throw SalesforceFault("EXCEEDED_MAX_SIZE_REQUEST", "At most \(Self.mostRecords) records are allowed.")
        }
        let before = service.org.savepoint()
        do {
            var created: [JSONValue] = []
            for node in nodes { try create(node, parent: nil, into: &created) }
            return .json(.members(["hasErrors": false, "results": .list(created)]), status: 201)
        } catch let failure as Failure {
            service.org.rollback(to: before)
            let result = JSONValue.members([
                "referenceId": .text(failure.referenceID), "errors": .list(failure.errors.map(\.rowJSON)),
            ])
            return .json(.members(["hasErrors": true, "results": .list([result])]), status: 400)
        }
    }

    private func create(_ node: Node, parent: String?, into created: inout [JSONValue]) throws {
        var input = node.input
        if let parent, let field = node.parentField { input.fields.append(.init(field, .text(parent))) }
        let outcome = service.writer.insert([input], into: node.object).first
        guard let outcome, outcome.isSuccess, let id = outcome.id else {
            throw Failure(referenceID: node.referenceID, errors: outcome?.errors ?? [])
        }
        created.append(.members(["referenceId": .text(node.referenceID), "id": .text(id)]))
        for child in node.children { try create(child, parent: id, into: &created) }
    }

    private func node(_ json: JSONValue, object: String, parentField: String?, _ call: APICall) throws -> Node {
        guard let members = json.members, let referenceID = json["attributes"]?["referenceId"]?.text else {
            throw SalesforceFault("INVALID_INPUT", "Include a reference ID for each record in the request.")
        }
        let childLists = members.filter { $0.value["records"]?.list != nil }
        let own = members.filter { member in !childLists.contains { $0.name == member.name } }
        let relationships = childLists.isEmpty ? [] : try childRelationships(of: object, call)
        let children = try childLists.flatMap { member in
            guard
                let relationship = relationships.first(where: {
                    $0["relationshipName"]?.text?.equalsIgnoringCase(member.name) ?? false
                }), let child = relationship["childSObject"]?.text
            else {
                throw SalesforceFault("INVALID_FIELD", "No such relation '\(member.name)' on entity '\(object)'.")
            }
            return try (member.value["records"]?.list ?? []).map {
                try node($0, object: child, parentField: relationship["field"]?.text, call)
            }
        }
        return Node(
            object: object, referenceID: referenceID, input: try RecordInput(json: .object(own)), children: children,
            parentField: parentField)
    }

    private func childRelationships(of object: String, _ call: APICall) throws -> [JSONValue] {
        let describe = try JSONParser.parse(service.org.describe(object, version: call.versionText))
        return describe["childRelationships"]?.list ?? []
    }

    private func size(_ node: Node) -> Int {
        1 + node.children.map(size).reduce(0, +)
    }
}
