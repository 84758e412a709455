/// Which of our columns each trait goes to.
///
/// A trait goes to the column of its name. One that has none goes to the column of its name in small letters, as Segment's
/// warehouses write it: `planName`, `Plan Name` and `plan-name` to `plan_name`.
struct TraitColumns: Sendable {
    let names: [String]
    /// The place of the column that holds when somebody or something came to be.
    let creation: Int?
    private let places: [String: Int]

    /// - Parameters:
    ///   - standard: columns by the name that Segment gives their traits; that name in small letters is theirs too, where no
    ///     column is called so.
    ///   - untold: columns that no trait tells.
    init(_ names: [String], standard: [String: String], untold: Set<String>) {
        self.names = names
        var places: [String: Int] = [:]
        for (place, name) in names.enumerated() where !untold.contains(name) { places[name] = place }
        for (trait, name) in standard {
            places[trait] = places[name]
            let small = Self.snakeCased(trait)
            places[small] = places[small] ?? places[name]
        }
        self.places = places
        creation = places["createdAt"]
    }

    /// Nothing where nobody declared the trait, or where another one in the same message has the column's own name.
    func place(of trait: String, among traits: JSON) -> Int? {
        if let place = places[trait] { return place }
        let name = Self.snakeCased(trait)
        return name == trait || traits[name] != nil ? nil : places[name]
    }

    /// Words begin at a capital after a small letter or digit, and at the last of several capitals before a small letter;
    /// what is no ASCII letter or digit parts words.
    static func snakeCased(_ trait: String) -> String {
        let bytes = Array(trait.utf8)
        var name: [UInt8] = []
        for (place, byte) in bytes.enumerated() {
            guard byte.isLetterOrDigit else {
                if !name.isEmpty, name.last != UInt8(ascii: "_") { name.append(UInt8(ascii: "_")) }
                continue
            }
            let before = place > 0 ? bytes[place - 1] : 0
            let after = place + 1 < bytes.count ? bytes[place + 1] : 0
            let beginsWord = byte.isCapital && (!before.isCapital || after.isSmall) && before.isLetterOrDigit
            if beginsWord { name.append(UInt8(ascii: "_")) }
            name.append(byte.isCapital ? byte | 0x20 : byte)
        }
        if name.last == UInt8(ascii: "_") { name.removeLast() }
        return String(decoding: name, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isCapital: Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self }
    fileprivate var isSmall: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self }
    fileprivate var isLetterOrDigit: Bool { isCapital || isSmall || UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
}
