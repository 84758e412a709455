import HTTPTypes

/// Every resource of the REST API, in one list.
extension RESTService {
    static let routes: RouteTable<RESTService> = {
        var table = RouteTable<RESTService>()
        addGeneral(to: &table)
        addRecords(to: &table)
        addComposite(to: &table)
        addBulk(to: &table)
        return table
    }()

    private static func addGeneral(to table: inout RouteTable<RESTService>) {
        table.on(.get, "") { service, call, _ in service.resources(call) }
        table.on(.get, "limits") { service, call, _ in service.limits(call) }
        table.on(.get, "limits/recordCount") { service, call, _ in service.recordCounts(call) }
        table.on(.get, "query") { service, call, _ in try service.query(call, includingDeleted: false) }
        table.on(.get, "queryAll") { service, call, _ in try service.query(call, includingDeleted: true) }
        table.on(.get, "query/:") { service, call, path in try service.nextPage(call, locator: path[0]) }
        table.on(.get, "queryAll/:") { service, call, path in try service.nextPage(call, locator: path[0]) }
        table.on(.get, "tooling/query") { service, call, _ in try service.query(call, includingDeleted: false) }
        table.on(.get, "tooling/query/:") { service, call, path in try service.nextPage(call, locator: path[0]) }
        table.on(.get, "tooling/sobjects") { service, call, _ in try service.globalDescribe(call) }
        table.on(.get, "tooling/sobjects/:/describe") { service, call, path in try service.describe(call, path[0]) }
        table.on(.get, "search") { service, call, _ in try service.search(call) }
        table.on(.get, "parameterizedSearch") { service, call, _ in try service.parameterizedSearch(call) }
        table.on(.post, "parameterizedSearch") { service, call, _ in try await service.searchByBody(call) }
        table.on(.get, "support/knowledgeArticles") { service, call, _ in try service.articles(call) }
        table.on(.get, "support/knowledgeArticles/:") { service, call, path in try service.article(call, path[0]) }
        // Of these the organisation has none.
        for name in ["recent", "quickActions", "tabs"] { table.on(.get, name) { _, _, _ in .json(.list([])) } }
        table.on(.get, "theme") { _, _, _ in .json(.members(["themeItems": .list([])])) }
        table.on(.get, "sobjects/:/quickActions") { service, _, path in
            _ = try service.known(path[0])
            return .json(.list([]))
        }
        table.on(.get, "sobjects/:/describe/approvalLayouts") { service, _, path in
            _ = try service.known(path[0])
            return .json(.members(["approvalLayouts": .list([])]))
        }
        for (name, parts) in [("tooling", ["query", "sobjects"]), ("support", ["knowledgeArticles"])] {
            table.on(.get, name) { _, call, _ in
                .json(.object(parts.map { .init(name: $0, value: .text("\(call.root)/\(name)/\($0)")) }))
            }
        }
    }

    private static func addRecords(to table: inout RouteTable<RESTService>) {
        table.on(.get, "sobjects") { service, call, _ in try service.globalDescribe(call) }
        table.on(.get, "sobjects/:") { service, call, path in try service.basicDescribe(call, path[0]) }
        table.on(.post, "sobjects/:") { service, call, path in try await service.create(call, path[0]) }
        table.on(.get, "sobjects/:/describe") { service, call, path in try service.describe(call, path[0]) }
        table.on(.get, "sobjects/:/describe/layouts") { service, call, path in try service.layouts(call, path[0]) }
        table.on(.get, "sobjects/:/describe/layouts/:") { service, call, path in
            try service.layout(call, path[0], recordType: path[1])
        }
        table.on(.get, "sobjects/:/describe/compactLayouts") { service, call, path in
            try service.compactLayouts(call, path[0])
        }
        table.on(.get, "sobjects/:/updated") { service, call, path in try service.updated(call, path[0]) }
        table.on(.get, "sobjects/:/deleted") { service, call, path in try service.deleted(call, path[0]) }
        table.on(.get, "sobjects/User/:/password") { service, _, path in try service.passwordState(path[0]) }
        table.on(.post, "sobjects/User/:/password") { service, call, path in
            try await service.setPassword(call, path[0])
        }
        table.on(.delete, "sobjects/User/:/password") { service, _, path in try service.resetPassword(path[0]) }
        table.on(.get, "sobjects/:/:") { service, call, path in try service.retrieve(call, path[0], path[1]) }
        table.on(.post, "sobjects/:/:") { service, call, path in
            // Creating through the external-id resource, with Id as the field.
            guard path[1].equalsIgnoringCase("Id") else {
                throw SalesforceFault.methodNotAllowed("POST", allowed: ["DELETE", "GET", "PATCH"])
            }
            return try await service.create(call, path[0])
        }
        table.on(.patch, "sobjects/:/:") { service, call, path in try await service.update(call, path[0], path[1]) }
        table.on(.delete, "sobjects/:/:") { service, call, path in try service.delete(call, path[0], path[1]) }
        table.on(.get, "sobjects/:/:/:") { service, call, path in
            try service.retrieve(call, path[0], field: path[1], value: path[2])
        }
        for count in 2...mostRelationships {
            table.on(.get, "sobjects/:/:" + String(repeating: "/:", count: count)) { service, call, path in
                try service.retrieve(call, path[0], path[1], along: Array(path[2...]))
            }
        }
        table.on(.patch, "sobjects/:/:/:") { service, call, path in
            try await service.upsert(call, path[0], field: path[1], value: path[2])
        }
        table.on(.delete, "sobjects/:/:/:") { service, call, path in
            try service.delete(call, path[0], field: path[1], value: path[2])
        }
    }

    private static func addComposite(to table: inout RouteTable<RESTService>) {
        table.on(.get, "composite") { _, call, _ in CompositeRequests.resources(call) }
        table.on(.post, "composite") { service, call, _ in try await CompositeRequests(service).answer(call) }
        table.on(.post, "composite/batch") { service, call, _ in try await CompositeBatch(service).answer(call) }
        table.on(.post, "composite/graph") { service, call, _ in try await CompositeGraphs(service).answer(call) }
        table.on(.post, "composite/tree/:") { service, call, path in
            try await RecordTree(service).answer(call, object: path[0])
        }
        table.on(.post, "composite/sobjects") { service, call, _ in try await Collections(service).create(call) }
        table.on(.patch, "composite/sobjects") { service, call, _ in try await Collections(service).update(call) }
        table.on(.delete, "composite/sobjects") { service, call, _ in try Collections(service).delete(call) }
        table.on(.get, "composite/sobjects/:") { service, call, path in
            try Collections(service).retrieve(call, path[0])
        }
        table.on(.post, "composite/sobjects/:") { service, call, path in
            try await Collections(service).retrieveByBody(call, path[0])
        }
        table.on(.patch, "composite/sobjects/:/:") { service, call, path in
            try await Collections(service).upsert(call, path[0], by: path[1])
        }
    }

    private static func addBulk(to table: inout RouteTable<RESTService>) {
        table.on(.get, "jobs/ingest") { service, call, _ in service.ingestJobs.list(call) }
        table.on(.post, "jobs/ingest") { service, call, _ in try await service.ingestJobs.create(call) }
        table.on(.get, "jobs/ingest/:") { service, _, path in try service.ingestJobs.info(path[0]) }
        table.on(.patch, "jobs/ingest/:") { service, call, path in
            try await service.ingestJobs.setState(call, path[0])
        }
        table.on(.delete, "jobs/ingest/:") { service, _, path in try service.ingestJobs.delete(path[0]) }
        table.on(.put, "jobs/ingest/:/batches") { service, call, path in
            try await service.ingestJobs.upload(call, path[0])
        }
        table.on(.get, "jobs/ingest/:/successfulResults") { service, _, path in
            try service.ingestJobs.results(path[0], .successful)
        }
        table.on(.get, "jobs/ingest/:/failedResults") { service, _, path in
            try service.ingestJobs.results(path[0], .failed)
        }
        table.on(.get, "jobs/ingest/:/unprocessedRecords") { service, _, path in
            try service.ingestJobs.results(path[0], .unprocessed)
        }
        table.on(.get, "jobs/query") { service, call, _ in service.queryJobs.list(call) }
        table.on(.post, "jobs/query") { service, call, _ in try await service.queryJobs.create(call) }
        table.on(.get, "jobs/query/:") { service, _, path in try service.queryJobs.info(path[0]) }
        table.on(.patch, "jobs/query/:") { service, call, path in try await service.queryJobs.abort(call, path[0]) }
        table.on(.delete, "jobs/query/:") { service, _, path in try service.queryJobs.delete(path[0]) }
        table.on(.get, "jobs/query/:/results") { service, call, path in
            try service.queryJobs.results(call, path[0])
        }
        table.on(.get, "jobs/query/:/resultPages") { service, call, path in
            try service.queryJobs.resultPages(call, path[0])
        }
    }
}
