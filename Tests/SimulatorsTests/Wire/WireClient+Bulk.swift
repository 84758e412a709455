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

    /// Works off one batch of a job of Bulk API 1.0; the path of its result, and what is there.
    func classicBatch(
        _ operation: String, _ object: String, _ contentType: String, _ batch: String
    ) async throws -> (path: String, result: Reply) {
        let jobs = "/services/async/61.0/job"
        let headers = ["X-SFDC-Session": token ?? "", "Content-Type": "application/json"]
        let job = try await send(
            "POST", jobs,
            body: "{\"operation\":\"\(operation)\",\"object\":\"\(object)\",\"contentType\":\"\(contentType)\"}",
            headers: headers)
        let batches = "\(jobs)/\(job.json["id"]?.text ?? "")/batch"
        _ = try await send("POST", batches, body: batch, headers: headers)
        let list = try await get(batches, headers: headers)
        let id =
            list.json["batchInfo"]?.list?.first?["id"]?.text
            ?? list.text.firstMatch(of: /<id>(\w+)</).map { String($0.output.1) }
        let path = "\(batches)/\(id ?? "")/result"
        return (path, try await get(path, headers: headers))
    }
}
