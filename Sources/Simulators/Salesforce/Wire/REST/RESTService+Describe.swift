import HTTPTypes

/// What objects and fields there are.
extension RESTService {
    func globalDescribe(_ call: APICall) throws -> APIAnswer {
        try unlessUnchanged(call) { .json(bytes: org.globalDescribe(version: call.versionText)) }
    }

    func basicDescribe(_ call: APICall, _ object: String) throws -> APIAnswer {
        try unlessUnchanged(call) {
            .json(bytes: try org.basicDescribe(try known(object), version: call.versionText))
        }
    }

    func describe(_ call: APICall, _ object: String) throws -> APIAnswer {
        try unlessUnchanged(call) {
            if let object = DefinitionObject(named: object, isTooling: call.isTooling) {
                return .json(bytes: try org.describe(object, version: call.versionText))
            }
            return .json(bytes: try org.describe(try known(object), version: call.versionText))
        }
    }

    func layouts(_ call: APICall, _ object: String) throws -> APIAnswer {
        try unlessUnchanged(call) { .json(bytes: try org.layouts(try known(object), version: call.versionText)) }
    }

    func layout(_ call: APICall, _ object: String, recordType: String) throws -> APIAnswer {
        guard SalesforceID(recordType)?.text == LayoutDocument.master else { throw SalesforceFault.unknownResource }
        return try unlessUnchanged(call) { .json(bytes: try org.layout(try known(object), version: call.versionText)) }
    }

    func compactLayouts(_ call: APICall, _ object: String) throws -> APIAnswer {
        try unlessUnchanged(call) { .json(bytes: try org.compactLayouts(try known(object), version: call.versionText)) }
    }

    /// The canonical name of an object, or the 404 of one that is not there.
    func known(_ object: String) throws(SalesforceFault) -> String {
        guard let name = org.objectName(object) else { throw .unknownResource }
        return name
    }

    /// 304 without a body for who knows the schema already.
    private func unlessUnchanged(_ call: APICall, _ describe: () throws -> APIAnswer) throws -> APIAnswer {
        let stamp = org.schemaStamp / 1000 * 1000
        let tag = "\"\(String(stamp, radix: 16))-\(call.version)\""
        let caching: HTTPFields = [.lastModified: WireTime.http(stamp), .eTag: tag]
        let isSameTag = call.headers[.ifNoneMatch].map { $0.contains(tag) } ?? false
        let isOld = call.headers[.ifModifiedSince].flatMap(WireTime.parse(http:)).map { stamp <= $0 } ?? false
        var answer = try describe()
        if isSameTag || isOld { answer = APIAnswer(status: 304) }
        answer.headers.append(contentsOf: caching)
        return answer
    }
}
