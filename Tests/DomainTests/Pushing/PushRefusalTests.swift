import Domain
import TestSupport
import Testing

@Suite struct PushRefusalTests {
    static let restricted = FieldDescription(
        name: "PX_Tier__c", type: .picklist, length: 255, isRestrictedPicklist: true,
        picklistValues: ["Gold", "Silver"])
    static let several = FieldDescription(
        name: "PX_Tiers__c", type: .multipicklist, length: 4099, isRestrictedPicklist: true,
        picklistValues: ["Gold", "Silver"])
    static let short = FieldDescription(name: "PX_Plan__c", type: .string, length: 5)
    static let whole = FieldDescription(name: "PX_Count__c", type: .int)
    static let number = FieldDescription(name: "PX_Seats__c", type: .double, precision: 18, scale: 0)
    static let two = FieldDescription(name: "PX_Score__c", type: .double, precision: 5, scale: 2)
    static let date = FieldDescription(name: "PX_D__c", type: .date)

    @Test(arguments: [
        (Value.string("Gold"), restricted), (.string("Silver;Gold"), several), (.string("grüße"), short),
        (.string("🎉🎉a"), short), (.integer(7), whole), (.double(7), whole), (.double(7), number),
        (.double(7.5), number),
        (.integer(2_147_483_647), whole), (.integer(2_147_483_648), number), (.double(999.99), two), (.null, short),
        (.boolean(true), FieldDescription(name: "PX_B__c", type: .boolean)),
        (.dateTime(Instant(milliseconds: 0)), date), (.dateTime(Instant("1700-01-01T00:00:00Z")), date),
    ])
    func `what a field can hold is let through`(value: Value, field: FieldDescription) {
        #expect(PushRefusal(of: value, for: field) == nil)
    }

    @Test(arguments: [
        (Value.string("Bronze"), restricted, PushRefusal.notInPicklist, "add it there"),
        (.string("Gold;Bronze"), several, .notInPicklist, "PX_Tiers__c"),
        (.string("platinum"), short, .tooLong, "5 characters"), (.string("🎉🎉🎉"), short, .tooLong, "truncate"),
        (.double(7.5), whole, .fraction, "round: true"),
        (.integer(2_147_483_648), whole, .outOfRange, "2,147,483,647"),
        (.double(-3e9), whole, .outOfRange, "Number"), (.double(1000), two, .tooManyDigits, "digits"),
        (.double(.infinity), two, .notANumber, "not a number"),
        (.string("x"), FieldDescription(name: "PX_Id__c", type: .id), .id, "cannot be written"),
        (.string("x"), whole, .otherKind, "cannot hold"),
        (.dateTime(Instant("1699-12-31T23:59:59Z")), date, .outOfCalendar, "1700"),
        (.null, FieldDescription(name: "PX_N__c", type: .string, isNillable: false), .empty, "make the field optional"),
    ])
    func `what a field cannot hold is refused, with what to do`(
        value: Value, field: FieldDescription, refusal: PushRefusal, words: String
    ) {
        #expect(PushRefusal(of: value, for: field) == refusal)
        #expect(refusal.sentence(field).contains(words), "\(refusal.sentence(field))")
    }
}
