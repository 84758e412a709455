import Simulators

/// Shorthands for bulk jobs.
extension WireClient {
    /// Creates a job and fills it; its id.
    func openJob(
        _ operation: String, _ object: String, _ csv: String, more: String = "", version: String = "62.0"
    ) async throws -> String {
        let jobs = "/services/data/v\(version)/jobs/ingest"
        let created = try await send(
            "POST", jobs, body: "{\"object\":\"\(object)\",\"operation\":\"\(operation)\"\(more)}")
        let id = created.json["id"]?.text ?? ""
        _ = try await send("PUT", "\(jobs)/\(id)/batches", body: csv, headers: ["Content-Type": "text/csv"])
        return id
    }

    /// Runs a whole ingest job; its id and last information.
    func ingest(
        _ operation: String, _ object: String, _ csv: String, more: String = "", version: String = "62.0"
    ) async throws -> (id: String, info: JSONValue) {
        let id = try await openJob(operation, object, csv, more: more, version: version)
        _ = try await send(
            "PATCH", "/services/data/v\(version)/jobs/ingest/\(id)", body: "{\"state\":\"UploadComplete\"}")
        return (id, try await ended("ingest", id, version: version))
    }

    /// Runs a query job to its end; its id.
    func finishedQuery(_ soql: String, more: String = "") async throws -> String {
        let created = try await send(
            "POST", "/services/data/v62.0/jobs/query",
            body: "{\"operation\":\"query\",\"query\":\"\(soql)\"\(more)}")
        let id = created.json["id"]?.text ?? ""
        _ = try await ended("query", id)
        return id
    }

    /// Asks until a job has ended.
    func ended(_ kind: String, _ id: String, version: String = "62.0") async throws -> JSONValue {
        while true {
            let reply = try await get("/services/data/v\(version)/jobs/\(kind)/\(id)")
            let state = reply.json["state"]?.text ?? ""
            guard reply.status == 200, ["Open", "UploadComplete", "InProgress"].contains(state) else {
                return reply.json
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
