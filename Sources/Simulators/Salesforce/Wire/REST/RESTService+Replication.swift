/// What changed and what went since: `/updated` and `/deleted`.
extension RESTService {
    func updated(_ call: APICall, _ object: String) throws -> APIAnswer {
        let name = try known(object)
        let window = try replicationWindow(call)
        let found = try org.updatedRecords(of: name, from: window.lowerBound, to: window.upperBound)
        return .json(
            .members([
                "ids": .list(found.ids.map(JSONValue.text)),
                "latestDateCovered": .text(WireTime.json(found.latestDateCovered)),
            ]))
    }

    func deleted(_ call: APICall, _ object: String) throws -> APIAnswer {
        let name = try known(object)
        let window = try replicationWindow(call)
        let found = try org.deletedRecords(of: name, from: window.lowerBound, to: window.upperBound)
        return .json(
            .members([
                "deletedRecords": .list(
                    found.records.map {
                        .members(["id": .text($0.id), "deletedDate": .text(WireTime.json($0.deletedDate))])
                    }),
                "earliestDateAvailable": .text(WireTime.json(found.earliestDateAvailable)),
                "latestDateCovered": .text(WireTime.json(found.latestDateCovered)),
            ]))
    }

    private func replicationWindow(_ call: APICall) throws -> Range<Int64> {
        guard let start = call.query["start"].flatMap(time), let end = call.query["end"].flatMap(time) else {
            throw SalesforceFault("INVALID_REPLICATION_DATE", "start and end must be dates with a time and an offset")
        }
        guard start < end else {
            throw SalesforceFault("INVALID_REPLICATION_DATE", "startDate must be before endDate")
        }
        guard start >= org.clock() - 30 * 86_400_000 else {
            throw SalesforceFault("INVALID_REPLICATION_DATE", "startDate before org replication enabled date")
        }
        return start..<end
    }

    /// An unencoded `+` of the offset arrives as a space; the replication calls take it all the same.
    private func time(_ text: String) -> Int64? {
        WireTime.parse(iso: String(text.map { $0 == " " ? "+" : $0 }))
    }
}
