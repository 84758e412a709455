/// Records at the end of relationships of another, such as `sobjects/Contact/<id>/Account/Owner`.
extension RESTService {
    /// How many relationships one address may name.
    static let mostRelationships = 5

    /// Follows one relationship after another, of which only the last may lead down to children.
    func retrieve(
        _ call: APICall, _ object: String, _ id: String, along relationships: [String]
    ) throws -> APIAnswer {
        var object = try known(object)
        var id = id
        for (index, relationship) in relationships.enumerated() {
            switch try org.related(object, id: id, by: relationship, fields: fields(of: call)) {
            case .parent(let parent, let parentID): (object, id) = (parent, parentID)
            case .children(let cursor):
                guard index == relationships.count - 1 else { throw SalesforceFault.unknownResource }
                return page(of: cursor, from: 0, locator: nil, call)
            }
        }
        return try retrieve(call, object, id)
    }
}
