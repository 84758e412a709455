/// How much is left of what is limited.
extension RESTService {
    func limits(_ call: APICall) -> APIAnswer {
        let left = max(0, usage.allowance - usage.used)
        let jobs = queryJobs.count
        // Its name until version 48.
        let batches = call.version < 49 ? "DailyBulkApiRequests" : "DailyBulkApiBatches"
        return .json(
            .members([
                "ConcurrentAsyncGetReportInstances": limit(200, 200),
                "DailyApiRequests": limit(usage.allowance, left),
                "DailyAsyncApexExecutions": limit(250_000, 250_000),
                batches: limit(15_000, max(0, 15_000 - ingestJobs.batchCount)),
                "DailyBulkV2QueryFileStorageMB": limit(976_562, 976_562),
                "DailyBulkV2QueryJobs": limit(10_000, max(0, 10_000 - jobs)),
                "DailyDurableStreamingApiEvents": limit(10_000, 10_000),
                "DailyGenericStreamingApiEvents": limit(10_000, 10_000),
                "DailyStandardVolumePlatformEvents": limit(10_000, 10_000),
                "DailyStreamingApiEvents": limit(10_000, 10_000),
                "DataStorageMB": limit(10_240, 9_216),
                "FileStorageMB": limit(10_240, 10_240),
                "HourlyAsyncReportRuns": limit(1_200, 1_200),
                "HourlyPublishedPlatformEvents": limit(50_000, 50_000),
                "HourlySyncReportRuns": limit(500, 500),
                "HourlyTimeBasedWorkflow": limit(1_000, 1_000),
                "MassEmail": limit(5_000, 5_000),
                "SingleEmail": limit(5_000, 5_000),
                "StreamingApiConcurrentClients": limit(1_000, 1_000),
            ]))
    }

    /// Objects without rows are left out.
    func recordCounts(_ call: APICall) -> APIAnswer {
        let asked = call.query["sObjects"]?.split(separator: ",").compactMap { org.objectName(String($0)) }
        let counts = (asked ?? org.objectNames).map { (name: $0, count: org.recordCount(of: $0)) }
        return .json(
            .members([
                "sObjects": .list(
                    counts.filter { $0.count > 0 }.map {
                        .members(["count": .integer($0.count), "name": .text($0.name)])
                    })
            ]))
    }

    private func limit(_ most: Int, _ left: Int) -> JSONValue {
        .members(["Max": .integer(most), "Remaining": .integer(left)])
    }
}
