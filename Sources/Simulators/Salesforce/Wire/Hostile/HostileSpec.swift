/// How unfriendly the simulator is: which faults, how often, from which seed.
///
/// Written as `seed=7,slow=5%,expire=1/200,429=2%,503=1%,lock=3%,truncate=1%,drop=1%,partial=2%,late=1%,limit=5000`.
package struct HostileSpec: Sendable, Equatable {
    /// One kind of trouble. Locks, partial failures and late rows befall records, the others whole requests.
    package enum Fault: String, Sendable, CaseIterable {
        case slow, expire
        case tooManyRequests = "429"
        case unavailable = "503"
        case lock, truncate, drop, partial, late
    }

    /// How often a fault happens.
    package enum Frequency: Sendable, Equatable {
        /// A share of all, drawn by the seed.
        case share(Double)
        /// Every n-th, counted.
        case everyNth(Int)
    }

    package var seed: UInt64 = 1
    package var frequencies: [Fault: Frequency] = [:]
    /// API requests a day, after which everything is refused.
    package var dailyLimit: Int?

    package init() {}

    package init(parsing text: String) throws(HostileSpecError) {
        for part in text.split(separator: ",") {
            let halves = part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
            guard halves.count == 2 else { throw HostileSpecError(part: part, reason: "write it as name=value") }
            switch (halves[0], Fault(rawValue: halves[0])) {
            case ("seed", _):
                guard let seed = UInt64(halves[1]) else {
                    throw HostileSpecError(part: part, reason: "the seed is a whole number")
                }
                self.seed = seed
            case ("limit", _):
                guard let limit = Int(halves[1]), limit > 0 else {
                    throw HostileSpecError(part: part, reason: "the limit is a number of requests above 0")
                }
                dailyLimit = limit
            case (_, let fault?):
                guard let frequency = Frequency(halves[1]) else {
                    throw HostileSpecError(part: part, reason: "write a share such as 5% or every n-th such as 1/200")
                }
                frequencies[fault] = frequency
            default:
                let known = ["seed", "limit"] + Fault.allCases.map(\.rawValue)
                throw HostileSpecError(part: part, reason: "the names are \(known.joined(separator: ", "))")
            }
        }
    }
}

extension HostileSpec.Frequency {
    fileprivate init?(_ text: String) {
        if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), (0...100).contains(percent) else { return nil }
            self = .share(percent / 100)
        } else if text.hasPrefix("1/") {
            guard let count = Int(text.dropFirst(2)), count > 0 else { return nil }
            self = .everyNth(count)
        } else {
            return nil
        }
    }
}

/// A part of a hostile specification that cannot be understood.
package struct HostileSpecError: Error, CustomStringConvertible, Equatable {
    package let part: String
    package let reason: String

    init(part: Substring, reason: String) {
        self.part = String(part)
        self.reason = reason
    }

    package var description: String { "hostile specification: \"\(part)\" is not understood; \(reason)" }
}
