import Domain

/// Counts the distinct users of one account in all windows at once, page by page.
struct CalendarCount: ~Copyable {
    private let lookup: OctetTable.Lookup
    private let users: CountedUsers
    private let features: FeatureTree
    /// One count for each of the six lowest windows of a set, in lanes 0 to 5; and for the six above, in 6 to 11.
    private let lowLanes: [AccountMeasures.WindowCounts]
    private let highLanes: [AccountMeasures.WindowCounts]
    private let featureLanes: [FeatureMeasures.WindowCounts]

    private(set) var activeUsers = AccountMeasures.WindowCounts()
    private var featureUsers: [FeatureMeasures.WindowCounts]
    private var touchedFeatures: [UInt32] = []
    /// The windows in which the present user used something of each module.
    private var moduleWindows: [UInt16]
    private var touchedModules: [UInt32] = []

    init(_ lookup: OctetTable.Lookup, _ users: CountedUsers, _ features: FeatureTree) {
        self.lookup = lookup
        self.users = users
        self.features = features
        lowLanes = (0..<64).map { bits in Self.lanes(bits, from: 0) }
        highLanes = (0..<64).map { bits in Self.lanes(bits, from: 6) }
        featureLanes = (0..<64).map { bits in
            var lanes = FeatureMeasures.WindowCounts()
            for lane in 0..<WindowSet.rollingCount where bits & 1 << lane != 0 { lanes[lane] = 1 }
            return lanes
        }
        featureUsers = Array(repeating: .init(), count: Int(features.highestKey) + 1)
        moduleWindows = Array(repeating: 0, count: Int(features.highestKey) + 1)
    }

    private static func lanes(_ bits: Int, from first: Int) -> AccountMeasures.WindowCounts {
        var lanes = AccountMeasures.WindowCounts()
        for lane in 0..<6 where bits & 1 << lane != 0 { lanes[first + lane] = 1 }
        return lanes
    }

    /// Counts all users of a page.
    mutating func add(page bytes: UnsafeBufferPointer<UInt8>) {
        var reader = CalendarPage.Reader(bytes)
        while reader.nextUser() {
            guard users.contains(reader.user) else { continue }
            while let (subject, octets) = reader.nextSubject() {
                guard octets > 0 else { continue }
                var (octet, days) = reader.newestOctet()
                var windows = lookup.windows(octet, days)
                var left = octets &- 1
                while left > 0 {
                    (octet, days) = reader.olderOctet(than: octet)
                    windows |= lookup.windows(octet, days)
                    left &-= 1
                }
                guard windows != 0 else {
                    // Who did nothing at all in any window used no feature in it either.
                    if subject == CalendarMark.anyActivity { break }
                    continue
                }
                if subject == CalendarMark.anyActivity {
                    activeUsers &+= lowLanes[Int(windows & 63)]
                    activeUsers &+= highLanes[Int(windows >> 6 & 63)]
                } else {
                    add(windows & 63, of: subject)
                }
            }
            if !touchedModules.isEmpty { endUser() }
        }
    }

    @inline(__always) private mutating func add(_ windows: UInt16, of feature: UInt32) {
        guard windows != 0, feature < featureUsers.count else { return }
        guard features.isFlat else { return addToModules(windows, of: feature) }
        count(windows, of: feature)
    }

    @inline(__always) private mutating func count(_ windows: UInt16, of feature: UInt32) {
        if featureUsers[Int(feature)] == .zero { touchedFeatures.append(feature) }
        featureUsers[Int(feature)] &+= featureLanes[Int(windows)]
    }

    /// A user who used two features of a module counts once for the module, so its windows are joined first.
    private mutating func addToModules(_ windows: UInt16, of feature: UInt32) {
        note(windows, of: feature)
        for module in features.modules(above: feature) { note(windows, of: module) }
    }

    private mutating func note(_ windows: UInt16, of feature: UInt32) {
        if moduleWindows[Int(feature)] == 0 { touchedModules.append(feature) }
        moduleWindows[Int(feature)] |= windows
    }

    private mutating func endUser() {
        for feature in touchedModules {
            count(moduleWindows[Int(feature)], of: feature)
            moduleWindows[Int(feature)] = 0
        }
        touchedModules.removeAll(keepingCapacity: true)
    }

    /// Takes the account's counts, and starts on the next one.
    ///
    /// Those of its features, in the order of their ids, are appended as a JSON object; none is no text.
    mutating func take(features json: inout TextColumn) -> AccountMeasures.WindowCounts {
        defer {
            touchedFeatures.removeAll(keepingCapacity: true)
            activeUsers = .zero
        }
        touchedFeatures.sort { features.ranks[Int($0)] < features.ranks[Int($1)] }
        for (index, feature) in touchedFeatures.enumerated() {
            json.bytes.append(index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
            json.bytes.append(contentsOf: features.members[Int(feature)])
            for lane in 0..<WindowSet.rollingCount {
                if lane > 0 { json.bytes.append(UInt8(ascii: ",")) }
                json.bytes.append(decimal: featureUsers[Int(feature)][lane])
            }
            json.bytes.append(UInt8(ascii: "]"))
            featureUsers[Int(feature)] = .zero
        }
        if !touchedFeatures.isEmpty { json.bytes.append(UInt8(ascii: "}")) }
        json.ends.append(json.bytes.count)
        return activeUsers
    }
}

extension [UInt8] {
    @inline(__always) fileprivate mutating func append(decimal number: UInt32) {
        guard number >= 10 else { return append(UInt8(ascii: "0") + UInt8(number)) }
        append(contentsOf: String(number).utf8)
    }
}
