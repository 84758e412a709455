import Simulators
import Testing

@Suite struct SOQLFaultTests {
    @Test func `an unknown field is shown with its place`() throws {
        let fault = try OrgFixture().fault { _ = try OrgFixture().org.query("SELECT Id, Foo FROM Account") }
        #expect(fault?.errorCode == "INVALID_FIELD" && fault?.httpStatus == 400)
        #expect(
            fault?.message
                == "\nSELECT Id, Foo FROM Account\n           ^\nERROR at Row:1:Column:12\nNo such column 'Foo' on entity 'Account'."
                + " If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please"
                + " reference your WSDL or the describe call for the appropriate names.")
    }

    @Test func `an unknown object is shown with its place, also on a later row`() throws {
        let fault = try OrgFixture().fault { _ = try OrgFixture().org.query("SELECT Id\nFROM XYZZY") }
        #expect(fault?.errorCode == "INVALID_TYPE")
        #expect(
            fault?.message.hasPrefix(
                "\nFROM XYZZY\n     ^\nERROR at Row:2:Column:6\nsObject type 'XYZZY' is not supported. ") == true)
    }

    @Test(arguments: [
        ("SELECT Id FROM Account WHERE Name IS NULL", "MALFORMED_QUERY"),
        ("SELECT Id FROM", "MALFORMED_QUERY"), ("SELECT Id Name FROM Account x y", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Name = 'a", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE SystemModstamp > 2026-01-01T00:00:00 00:00", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE SystemModstamp > '2026-01-01T00:00:00Z'", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE SystemModstamp > 2026-01-01", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE Name = 5", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE AnnualRevenue = '5'", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE Description = 'x'", "INVALID_FIELD"),
        ("SELECT Id FROM Account ORDER BY Description", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Nope.Name = 'x'", "INVALID_FIELD"),
        ("SELECT COUNT(Id) FROM Account GROUP BY SystemModstamp", "MALFORMED_QUERY"),
        ("SELECT Name, COUNT(Id) FROM Account GROUP BY Industry", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Id = 'nope'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Account WHERE AnnualRevenue LIKE '5%'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id, (SELECT Id FROM Nopes) FROM Account", "INVALID_TYPE"),
        ("SELECT Id FROM UserChangeEvent", "INVALID_TYPE_FOR_OPERATION"),
        ("SELECT Id FROM Account OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE"),
        ("SELECT Id, Id FROM Account", "INVALID_FIELD"), ("SELECT SUM(Name) FROM Account", "MALFORMED_QUERY"),
        ("SELECT Name other FROM Account", "MALFORMED_QUERY"),
        ("SELECT COUNT() FROM Account GROUP BY Industry", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account HAVING COUNT(Id) > 1", "MALFORMED_QUERY"),
        ("SELECT COUNT(Id) FROM Account HAVING COUNT(Id) > 1", "MALFORMED_QUERY"),
    ])
    func `a bad query is refused by name`(soql: String, code: String) throws {
        let fixture = try OrgFixture()
        #expect(fixture.fault { _ = try fixture.org.query(soql) }?.errorCode == code)
    }

    @Test(arguments: [
        // What the grammar refuses is counted from 0, all else from 1.
        (
            "SELECT Id, FROM Account",
            "\nSELECT Id, FROM Account\n          ^\nERROR at Row:1:Column:11\nunexpected token: 'FROM'"
        ),
        (
            "select Id from Account where Id = $id",
            "\nselect Id from Account where Id = $id\n                                 ^\nERROR at Row:1:Column:34\n"
                + "line 1:34 unexpected token: '$'"
        ),
        (
            "SELECT Id FROM Contact WHERE Id = 'ZZZ'",
            "\nSELECT Id FROM Contact WHERE Id = 'ZZZ'\n                             ^\nERROR at Row:1:Column:30\n"
                + "invalid ID field: ZZZ"
        ),
        (
            "SELECT Id, Name, Rating FROM Account WHERE Rating = 'Yes' WITH SECURITY_ENFORCED",
            "\nFROM Account WHERE Rating = 'Yes' WITH SECURITY_ENFORCED\n" + String(repeating: " ", count: 34)
                + "^\nERROR at Row:1:Column:59\n"
                + "SECURITY_ENFORCED not allowed in this context"
        ),
        ("SELECT Id FROM Account WHERE", "unexpected token: '<EOF>'"), ("invalid", "unexpected token: 'invalid'"),
        (" \n", "SOQL statements cannot be empty or null"),
        ("SELECT Id, Name, id FROM Account", "duplicate field selected: Id"),
        (
            "SELECT \(String(repeating: "Id,", count: 33_333))Id FROM Account",
            "SOQL statements can not be longer than 100000 characters"
        ),
        ("SELECT FIELDS(ALL) FROM Account", "The SOQL FIELDS function must have a LIMIT of at most 200"),
    ])
    func `a refusal is worded as recorded from real organisations`(soql: String, message: String) throws {
        let fixture = try OrgFixture()
        #expect(fixture.fault { _ = try fixture.org.query(soql) }?.message == message)
    }

    /// Excerpts that real organisations showed of long queries; `…` stands for what they left out.
    @Test(arguments: [
        ("SELECT Id,…CreatedById,OCE__ActualCap__c,!TPI_Product__c,Name,OCE__JobId__c…,Site FROM Account", 30),
        ("SELECT Id,…Test_Phone__c,Test_Picklist__c,!Test_Text1__c,Test_Text_Area__c…,Site FROM Account", 31),
        (
            "SELECT Id, …LastReferencedDate, Jigsaw, JigsawCompanyId, !CleanStatus, AccountSource, DunsNumber…, Site FROM Account",
            45
        ),
        ("…SELECT Id, !DepProbeField__c FROM Account LIMIT… 1", 11),
        ("…SELECT Id, Company,Email,LastName,!SF_date__c, ConvertedContactId from… Lead", 34),
        ("…SELECT Id, Name, AccountNumber FROM !AccountOpps WHERE Name like 'okToDelete%'…", 36),
    ])
    func `a long query is shown in part`(marked: String, caret: Int) throws {
        let parts = marked.replacing("!", with: "").split(separator: "…", omittingEmptySubsequences: false)
        let position = marked.replacing("…", with: "").utf8.prefix { $0 != UInt8(ascii: "!") }.count
        let fault = QueryText(text: parts.joined()).malformed("No", at: position)
        #expect(fault.message.hasPrefix("\n\(parts[1])\n\(String(repeating: " ", count: caret))^\nERROR at Row:1:"))
    }

    @Test(arguments: ["What.Industry", "What.AccountId", "What.Owner.Name", "What.CreatedDate"])
    func `a parent of several objects is but a name`(field: String) throws {
        let fixture = try OrgFixture()
        let fault = fixture.fault { _ = try fixture.org.query("SELECT \(field) FROM Task") }
        #expect(fault?.errorCode == "INVALID_FIELD")
        #expect(fault?.message.contains("on entity 'Name'") == (field != "What.Owner.Name"))
        #expect(throws: Never.self) {
            try fixture.org.query("SELECT What.Name, What.Type, Who.Phone, Who.Email, Owner.Profile.Name FROM Task")
        }
    }

    @Test(arguments: [
        (
            "Id IN (SELECT AccountId FROM Contact) OR Name = 'x'",
            "Semi join sub-selects are not allowed with the 'OR' operator"
        ),
        (
            "Id IN (SELECT AccountId FROM Contact WHERE AccountId IN (SELECT Id FROM Account))",
            "Nesting of semi join sub-selects is not supported"
        ),
        (
            "ParentId IN (SELECT Id FROM Account)", "The inner and outer selects should not be on the same object type"
        ),
        ("Id IN (SELECT Name FROM Contact)", "semi join sub-selects can only query id fields, cannot use: 'Name'"),
        (
            "OwnerId IN (SELECT AccountId FROM Contact)",
            "The selected field 'AccountId' in the subquery and the left operand field in the where expression in the outer query"
                + " 'OwnerId' should point to the same object type"
        ),
        (
            "Id IN (SELECT AccountId FROM Contact) AND Id IN (SELECT AccountId FROM Case) AND Id IN (SELECT AccountId FROM Opportunity)",
            "Maximum 2 semi join sub-selects are allowed"
        ),
    ])
    func `a semi join is refused where there may be none`(condition: String, message: String) throws {
        let fixture = try OrgFixture()
        let fault = fixture.fault { _ = try fixture.org.query("SELECT Id FROM Account WHERE \(condition)") }
        #expect(fault?.errorCode == "MALFORMED_QUERY")
        #expect(fault?.message.split(separator: "\n").last.map(String.init) == message)
    }

    @Test(arguments: [
        "SELECT Id FROM Account WHERE " + String(repeating: "NOT ", count: 5_000) + "Name = 'x'",
        "SELECT Id FROM Account WHERE " + String(repeating: "(", count: 5_000),
        String(repeating: "SELECT (", count: 5_000),
        "SELECT " + String(repeating: "toLabel(", count: 5_000),
    ])
    func `what nests too deep is refused`(soql: String) throws {
        let fixture = try OrgFixture()
        #expect(fixture.fault { _ = try fixture.org.query(soql) }?.errorCode == "QUERY_TOO_COMPLICATED")
    }
}
