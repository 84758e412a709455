import Connectors
import Domain
import Testing

@Suite struct PushCellTests {
    private static let noon = Value.dateTime(Instant(milliseconds: 1_778_673_599_999))

    @Test(arguments: [
        (Value.null, SalesforceFieldType.string, PushCell.null),
        (.string(""), .string, .null),
        (.string("Gold"), .picklist, .text("Gold")),
        (.string("A;B"), .multipicklist, .text("A;B")),
        (.integer(10), .int, .literal("10")),
        (.double(10), .int, .literal("10")),
        (.double(12.345), .double, .literal("12.35")),
        (.double(25), .percent, .literal("25")),
        (.integer(-7), .currency, .literal("-7")),
        (.boolean(true), .boolean, .literal("true")),
        (noon, .date, .text("2026-05-13")),
        (noon, .datetime, .text("2026-05-13T11:59:59.999Z")),
        (noon, .time, .text("11:59:59.999Z")),
    ])
    func `a value takes the form of its field`(value: Value, type: SalesforceFieldType, cell: PushCell) {
        #expect(PushCell(value, for: FieldDescription(name: "PX_F__c", type: type, length: 10, scale: 2)) == cell)
    }

    @Test func `a number keeps all decimals that its field has`() {
        let field = FieldDescription(name: "PX_F__c", type: .double, precision: 18, scale: 4)
        #expect(PushCell(.double(1.2345), for: field) == .literal("1.2345"))
    }

    @Test(arguments: [
        (Value.string("12345678901"), FieldDescription(name: "PX_F__c", type: .string, length: 10), "STRING_TOO_LONG"),
        (.double(1.5), FieldDescription(name: "PX_F__c", type: .int), "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        (.double(.infinity), FieldDescription(name: "PX_F__c", type: .double), "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        (
            .integer(1000), FieldDescription(name: "PX_F__c", type: .double, precision: 5, scale: 2),
            "NUMBER_OUTSIDE_VALID_RANGE"
        ),
        (.string("x"), FieldDescription(name: "PX_F__c", type: .id), "INVALID_FIELD_FOR_INSERT_UPDATE"),
        (.string("x"), FieldDescription(name: "PX_F__c", type: .double), "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        (.boolean(true), FieldDescription(name: "PX_F__c", type: .string), "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        (.null, FieldDescription(name: "PX_F__c", type: .boolean, isNillable: false), "REQUIRED_FIELD_MISSING"),
        (
            .string("Lead"),
            FieldDescription(name: "PX_F__c", type: .picklist, isRestrictedPicklist: true, picklistValues: ["Gold"]),
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
        ),
        (
            .string("Gold;Lead"),
            FieldDescription(
                name: "PX_F__c", type: .multipicklist, isRestrictedPicklist: true, picklistValues: ["Gold"]),
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
        ),
        (.string("x"), FieldDescription(name: "PX_F__c", type: .other("reference")), "INVALID_TYPE_ON_FIELD_IN_RECORD"),
    ])
    func `what a field cannot hold is refused with the code that Salesforce would give`(
        value: Value, field: FieldDescription, code: String
    ) {
        guard case .refused(let fault) = PushCell(value, for: field) else {
            Issue.record("\(PushCell(value, for: field)) was not refused")
            return
        }
        #expect(fault.code == code)
        #expect(fault.fields == ["PX_F__c"])
        #expect(!fault.isTransient)
    }

    @Test(arguments: [
        (1.005, 2, "1.01"), (2.5, 0, "3"), (-2.5, 0, "-3"), (0.125, 2, "0.13"), (99.999, 2, "100"), (0.004, 2, "0"),
        (-0.004, 2, "0"), (0, 2, "0"), (12.3, 2, "12.3"), (12.30, 0, "12"), (1e21, 2, "1000000000000000000000"),
        (1e-7, 2, "0"), (123456789.125, 2, "123456789.13"), (5e-3, 2, "0.01"), (9.995, 2, "10"), (100, 0, "100"),
        (1.5e16, 1, "15000000000000000"), (0.5, 0, "1"),
    ])
    func `halves are rounded up by the digits that people see`(number: Double, decimals: Int, text: String) {
        #expect(roundedHalfUp(number, decimals: decimals) == text)
    }
}
