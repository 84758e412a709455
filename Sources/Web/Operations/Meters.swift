import Synchronization

/// Counts of requests and facts, for Prometheus.
package final class Meters: Sendable {
    private struct Series: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private struct Timing {
        var count = 0
        var seconds = 0.0
        var buckets = [Int](repeating: 0, count: Meters.bounds.count)
    }

    private struct Counts {
        var requests: [Series: Timing] = [:]
        var ingested: [String: Int] = [:]
        var leftOut: [IngestDelivery.LeftOut.Place: Int] = [:]
    }

    private let counts = Mutex(Counts())
    private static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

    func answered(method: String, route: String, status: Int, after duration: Duration) {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        counts.withLock { counts in
            var timing = counts.requests[Series(method: method, route: route, status: status)] ?? Timing()
            timing.count += 1
            timing.seconds += seconds
            for (index, bound) in Self.bounds.enumerated() where seconds <= bound { timing.buckets[index] += 1 }
            counts.requests[Series(method: method, route: route, status: status)] = timing
        }
    }

    /// Counts messages of the ingest by what became of them.
    func ingested(_ outcome: String, _ number: Int) {
        counts.withLock { $0.ingested[outcome, default: 0] += number }
    }

    /// Counts a value that a message was taken without; true for the first of its column.
    func leftOut(_ place: IngestDelivery.LeftOut.Place) -> Bool {
        counts.withLock { counts in
            counts.leftOut[place, default: 0] += 1
            return counts.leftOut[place] == 1
        }
    }

    /// The text that Prometheus reads.
    func exposition(gauges: [(name: String, help: String, value: Double)]) -> String {
        let counts = counts.withLock { $0 }
        var lines: [String] = []
        for gauge in gauges {
            lines += [
                "# HELP \(gauge.name) \(gauge.help)", "# TYPE \(gauge.name) gauge", "\(gauge.name) \(gauge.value)",
            ]
        }
        lines += [
            "# HELP crosswalk_ingest_messages_total Messages of the ingest, by what became of them.",
            "# TYPE crosswalk_ingest_messages_total counter",
        ]
        lines += counts.ingested.sorted { $0.key < $1.key }.map {
            "crosswalk_ingest_messages_total{outcome=\"\($0.key)\"} \($0.value)"
        }
        lines += [
            "# HELP crosswalk_ingest_values_left_out_total Values that could not be read, of messages that were taken.",
            "# TYPE crosswalk_ingest_values_left_out_total counter",
        ]
        lines += counts.leftOut.map { place, number in
            let labels = "of=\"\(place.owner.rawValue)\",column=\"\(place.column)\""
            return "crosswalk_ingest_values_left_out_total{\(labels)} \(number)"
        }.sorted()
        let name = "crosswalk_http_request_duration_seconds"
        lines += ["# HELP \(name) Time to answer, by route.", "# TYPE \(name) histogram"]
        let series = counts.requests.sorted {
            ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
        }
        for (series, timing) in series {
            let labels = "method=\"\(series.method)\",route=\"\(series.route)\",status=\"\(series.status)\""
            lines += zip(Self.bounds, timing.buckets).map { "\(name)_bucket{\(labels),le=\"\($0)\"} \($1)" }
            lines += [
                "\(name)_bucket{\(labels),le=\"+Inf\"} \(timing.count)", "\(name)_sum{\(labels)} \(timing.seconds)",
                "\(name)_count{\(labels)} \(timing.count)",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
