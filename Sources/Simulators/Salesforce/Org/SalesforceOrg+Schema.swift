extension SalesforceOrg {
    /// Canonical names, sorted.
    package var objectNames: [String] {
        snapshot().tables.map(\.schema.name)
    }

    /// The canonical spelling; names are case-insensitive.
    package func objectName(_ name: String) -> String? {
        schema(of: name)?.name
    }

    package func objectName(forKeyPrefix prefix: String) -> String? {
        let data = snapshot()
        return data.table(forKeyPrefix: prefix).map { data.schema($0).name }
    }

    package func keyPrefix(of object: String) -> String? {
        schema(of: object)?.keyPrefix
    }

    /// The field's canonical spelling.
    package func fieldName(_ name: String, of object: String) -> String? {
        schema(of: object)?[name]?.name
    }

    /// Whether records can be named by this field in upserts and row addresses.
    package func isIdLookup(_ field: String, of object: String) -> Bool {
        schema(of: object)?[field]?.isIDLookup ?? false
    }

    package func isQueryable(_ object: String) -> Bool { schema(of: object)?.isQueryable ?? false }
    package func isCreateable(_ object: String) -> Bool { schema(of: object)?.isCreateable ?? false }
    package func isUpdateable(_ object: String) -> Bool { schema(of: object)?.isUpdateable ?? false }
    package func isDeletable(_ object: String) -> Bool { schema(of: object)?.isDeletable ?? false }

    func schema(of object: String) -> ObjectSchema? {
        let data = snapshot()
        return data.table(named: object).map(data.schema)
    }

    // MARK: Describes

    /// `{encoding, maxBatchSize, sobjects}`.
    package func globalDescribe(version: String) -> [UInt8] {
        let entries = snapshot().tables.map { DescribeDocument(schema: $0.schema).listEntry }
        let document = JSONValue.members(["encoding": "UTF-8", "maxBatchSize": 200, "sobjects": .list(entries)])
        return DescribeDocument.bytes(of: document, version: version)
    }

    package func describe(_ object: String, version: String) throws(SalesforceFault) -> [UInt8] {
        DescribeDocument.bytes(of: DescribeDocument(schema: try knownSchema(object)).whole, version: version)
    }

    /// The describe of an object that tells of the schema.
    func describe(_ object: DefinitionObject, version: String) throws(OrgDataError) -> [UInt8] {
        DescribeDocument.bytes(of: DescribeDocument(schema: try object.schema()).whole, version: version)
    }

    /// `{objectDescribe, recentItems}`.
    package func basicDescribe(_ object: String, version: String) throws(SalesforceFault) -> [UInt8] {
        let entry = DescribeDocument(schema: try knownSchema(object)).listEntry
        return DescribeDocument.bytes(of: .members(["objectDescribe": entry, "recentItems": []]), version: version)
    }

    func knownSchema(_ object: String) throws(SalesforceFault) -> ObjectSchema {
        guard let schema = schema(of: object) else { throw .notFound }
        return schema
    }
}

extension SalesforceFault {
    static var notFound: SalesforceFault {
        SalesforceFault("NOT_FOUND", "The requested resource does not exist", httpStatus: 404)
    }
}
