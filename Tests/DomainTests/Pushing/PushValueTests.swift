import Domain
import Testing

@Suite struct PushValueTests {
    static let restricted = FieldDescription(
        name: "PX_Tier__c", type: .picklist, length: 255, isRestrictedPicklist: true,
        picklistValues: ["Gold", "Silver"])
    static let short = FieldDescription(name: "PX_Plan__c", type: .string, length: 5)
    static let whole = FieldDescription(name: "PX_Count__c", type: .int)
    static let two = FieldDescription(name: "PX_Score__c", type: .double, precision: 5, scale: 2)

    @Test(arguments: [
        (Value.string("Gold"), restricted), (.string("grüße"), short), (.integer(7), whole), (.double(7), whole),
        (.double(999.99), two), (.null, short), (.boolean(true), FieldDescription(name: "PX_B__c", type: .boolean)),
        (.dateTime(Instant(milliseconds: 0)), FieldDescription(name: "PX_D__c", type: .date)),
    ])
    func `what a field can hold is let through`(value: Value, field: FieldDescription) {
        #expect(PushValue.refusal(of: value, for: field) == nil)
    }

    @Test(arguments: [
        (Value.string("Bronze"), restricted, "picklist"), (.string("platinum"), short, "5 characters"),
        (.double(7.5), whole, "fraction"), (.double(1000), two, "digits"),
        (.string("x"), FieldDescription(name: "PX_Id__c", type: .id), "ids cannot be written"),
        (.string("x"), whole, "cannot hold"),
        (.null, FieldDescription(name: "PX_N__c", type: .boolean, isNillable: false), "must not be empty"),
    ])
    func `what a field cannot hold is refused with its reason`(value: Value, field: FieldDescription, reason: String) {
        #expect(PushValue.refusal(of: value, for: field)?.contains(reason) == true)
    }
}
