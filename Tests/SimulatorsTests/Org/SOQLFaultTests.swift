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
        ("SELECT Id FROM Account ORDER BY Description", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE Nope.Name = 'x'", "INVALID_FIELD"),
        ("SELECT COUNT(Id) FROM Account GROUP BY SystemModstamp", "INVALID_FIELD"),
        ("SELECT Name, COUNT(Id) FROM Account GROUP BY Industry", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Id = 'nope'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Account WHERE AnnualRevenue LIKE '5%'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id, (SELECT Id FROM Nopes) FROM Account", "INVALID_TYPE"),
        ("SELECT Id FROM UserChangeEvent", "INVALID_TYPE_FOR_OPERATION"),
        ("SELECT Id FROM Account OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE"),
        ("SELECT Id, Id FROM Account", "MALFORMED_QUERY"),
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
