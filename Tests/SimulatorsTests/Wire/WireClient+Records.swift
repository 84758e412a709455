import Simulators

/// Shorthands for tests that need records before they can begin.
extension WireClient {
    /// Creates accounts `Account 0` and so on, with external ids `E-0` and so on; their ids in that order.
    @discardableResult
    func insertAccounts(_ count: Int) async throws -> [String] {
        var ids: [String] = []
        for start in stride(from: 0, to: count, by: 200) {
            let records = (start..<min(count, start + 200)).map { number in
                "{\"attributes\":{\"type\":\"Account\"},\"Name\":\"Account \(number)\",\"External_ID__c\":\"E-\(number)\"}"
            }
            let reply = try await send(
                "POST", "/services/data/v62.0/composite/sobjects",
                body: "{\"records\":[\(records.joined(separator: ","))]}")
            ids += (reply.json.list ?? []).compactMap { $0["id"]?.text }
        }
        return ids
    }
}
