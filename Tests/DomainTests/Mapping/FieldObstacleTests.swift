import Domain
import Testing

@Suite struct FieldObstacleTests {
    private static let account = ObjectDescription(
        name: "Account",
        fields: [
            FieldDescription(name: "Industry", type: .picklist),
            FieldDescription(name: "OwnerId", type: .other("reference")),
            FieldDescription(name: "PX_MAU__c", type: .double), FieldDescription(name: "PX_Plan__c", type: .string),
            FieldDescription(name: "PX_Locked__c", type: .string, isUpdateable: false),
            FieldDescription(name: "PX_Formula__c", type: .string, isCalculated: true, isUpdateable: false),
        ])

    @Test(arguments: [
        (AttributeType?.some(.string), "PX_Plan__c", FieldObstacle?.none), (nil, "PX_MAU__c", nil),
        (.string, "Industry", .notForPush), (.string, "px_plan__c", .notForPush), (.string, "PX_Plan", .notForPush),
        (.string, "PX_Gone__c", .missing), (.string, "PX_plan__c", .misspelled(exactly: "PX_Plan__c")),
        (.number, "PX_Formula__c", .formula), (.string, "PX_Locked__c", .notUpdateable),
        (.string, "PX_MAU__c", .otherKind(.double, ours: .string)),
    ])
    func `a push goes to a field that is there, is for it, can be written, and is of our kind`(
        type: AttributeType?, field: String, obstacle: FieldObstacle?
    ) {
        #expect(Self.account.obstacle(toPush: type, into: field) == obstacle)
    }

    @Test(arguments: [
        (AttributeType?.some(.string), "industry", FieldObstacle?.none), (nil, "Industry", nil),
        (.string, "Gone__c", .missing), (nil, "OwnerId", .unmappable(.other("reference"))),
        (.dateTime, "Industry", .otherKind(.picklist, ours: .dateTime)),
    ])
    func `a pull comes from a field that is there and of our kind, however it is spelt`(
        type: AttributeType?, field: String, obstacle: FieldObstacle?
    ) {
        #expect(Self.account.obstacle(toPull: field, into: type) == obstacle)
    }

    @Test(arguments: [
        (FieldObstacle.missing, "grant it in field-level security"), (.notForPush, "begins PX_"),
        (.misspelled(exactly: "PX_Plan__c"), "is spelled PX_Plan__c"), (.formula, "Push to a plain field"),
        (.notUpdateable, "Grant edit access"), (.unmappable(.other("address")), "type address, which no attribute"),
        (.otherKind(.currency, ours: .string), "goes with a number of ours and not with a string"),
    ])
    func `a sentence names the field and says what to do`(obstacle: FieldObstacle, words: String) {
        let sentence = obstacle.sentence("Account.PX_F__c")
        #expect(sentence.contains("Account.PX_F__c") && sentence.contains(words), "\(sentence)")
    }
}
