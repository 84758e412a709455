import Simulators
import Testing

@Suite struct SOQLTests {
    @Test(arguments: [
        ("SELECT Name FROM Account", ["Acme, \"The\" Inc", "Ümläut GmbH", "beta"]),
        ("select name from ACCOUNT where name = 'BETA'", ["beta"]),
        ("SELECT Name FROM Account WHERE Name = 'ÜMLÄUT gmbh'", ["Ümläut GmbH"]),
        ("SELECT Name FROM Account WHERE Name LIKE '%u%'", ["Ümläut GmbH"]),
        ("SELECT Name FROM Account WHERE Name LIKE 'b_ta'", ["beta"]),
        ("SELECT Name FROM Account WHERE Name LIKE 'b\\_ta'", []),
        ("SELECT Name FROM Account WHERE Industry = null", ["beta"]),
        ("SELECT Name FROM Account WHERE Industry != 'Media'", ["Acme, \"The\" Inc", "beta"]),
        ("SELECT Name FROM Account WHERE NOT Industry = 'Media'", ["Acme, \"The\" Inc", "beta"]),
        ("SELECT Name FROM Account WHERE Industry IN ('media', 'technology')", ["Acme, \"The\" Inc", "Ümläut GmbH"]),
        ("SELECT Name FROM Account WHERE Industry NOT IN ('media')", ["Acme, \"The\" Inc", "beta"]),
        ("SELECT Name FROM Account WHERE AnnualRevenue > 1000", ["Ümläut GmbH"]),
        ("SELECT Name FROM Account WHERE AnnualRevenue >= 1e3 AND NumberOfEmployees = 12", ["Acme, \"The\" Inc"]),
        ("SELECT Name FROM Account WHERE (Industry = 'Media' OR Name = 'beta') AND Website != null", ["beta"]),
        ("SELECT Name FROM Account WHERE Id = '0015g00000A0003'", ["beta"]),
        ("SELECT Name FROM Account WHERE Id = '0015g00000a0003'", []),
        ("SELECT Name FROM Account WHERE Id > '0015g00000A0001AAB' ORDER BY Id", ["Ümläut GmbH", "beta"]),
        ("SELECT Name FROM Account WHERE SystemModstamp >= 2026-05-01T10:00:00Z", ["beta"]),
        ("SELECT Name FROM Account WHERE SystemModstamp >= 2026-05-01T10:00:00.000Z", ["beta"]),
        ("SELECT Name FROM Account WHERE SystemModstamp >= 2026-05-01T12:00:00.000000+02:00", ["beta"]),
        ("SELECT Name FROM Account WHERE SystemModstamp >= 2026-05-01T10:00:00+0000", ["beta"]),
        ("SELECT Name FROM Account WHERE SystemModstamp > 2026-05-01T10:00:00Z", []),
        ("SELECT Name FROM Account WHERE LastModifiedDate = LAST_N_DAYS:12", ["beta"]),
        ("SELECT Name FROM Account WHERE LastModifiedDate = LAST_N_DAYS:11", []),
        ("SELECT Name FROM Account WHERE LastModifiedDate < THIS_MONTH", ["Acme, \"The\" Inc", "Ümläut GmbH"]),
        ("SELECT Name FROM Account WHERE CALENDAR_MONTH(CreatedDate) = 2", ["Ümläut GmbH", "beta"]),
        ("SELECT Name FROM Account ORDER BY Name", ["Acme, \"The\" Inc", "beta", "Ümläut GmbH"]),
        ("SELECT Name FROM Account ORDER BY Industry DESC, Name", ["beta", "Acme, \"The\" Inc", "Ümläut GmbH"]),
        ("SELECT Name FROM Account ORDER BY Industry DESC NULLS LAST LIMIT 2", ["Acme, \"The\" Inc", "Ümläut GmbH"]),
        (
            "SELECT Name FROM Account ORDER BY SystemModstamp DESC, Id DESC",
            ["beta", "Ümläut GmbH", "Acme, \"The\" Inc"]
        ),
        ("SELECT Name FROM Account ORDER BY Name LIMIT 1 OFFSET 1", ["beta"]),
        ("SELECT Name FROM Account USING SCOPE everything WHERE Name = 'beta' FOR VIEW", ["beta"]),
        ("SELECT a.Name FROM Account a WHERE a.Name = 'beta'", ["beta"]),
        (
            "SELECT c.Name FROM Contact c, c.Account a, a.Owner o WHERE a.Name = 'beta' AND o.Name LIKE 'Ada%'",
            ["Curie"]
        ),
        ("SELECT Name FROM Contact, Contact.Account a WHERE A.Name = 'beta'", ["Curie"]),
        ("SELECT Name FROM Account WHERE OperatingHours.Name = null AND Name = 'beta'", ["beta"]),
        ("SELECT Account.Name FROM Account WHERE Account.Name = 'beta'", ["beta"]),
        (
            "SELECT Name FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE FirstName = 'Bob')",
            ["Ümläut GmbH"]
        ),
        ("SELECT Name FROM Account WHERE Id NOT IN (SELECT AccountId FROM Contact)", ["Acme, \"The\" Inc"]),
        ("SELECT Name FROM Contact WHERE LastName = 'O\\'Hara'", ["Bob O'Hara"]),
        ("SELECT Name FROM Contact WHERE LastName LIKE 'line one\\n%'", ["Dee line one\nline two"]),
        ("SELECT Name FROM Contact WHERE Account.Industry = 'Media'", ["Ada Lovelace", "Bob O'Hara"]),
        ("SELECT Name FROM Contact WHERE Name = 'ada lovelace'", ["Ada Lovelace"]),
        ("SELECT Name FROM Site__c WHERE Twice__c > 6.5 AND Active__c = FALSE", ["Lab"]),
        ("SELECT Name FROM Site__c WHERE Account__r.Name = 'beta'", ["Lab"]),
        ("SELECT Name FROM Site__c WHERE Opened__c > 2024-12-31", ["Lab"]),
    ])
    func `a query finds these records in this order`(soql: String, names: [String]) throws {
        #expect(try OrgFixture().names(soql) == names)
    }

    @Test func `a record is written with its attributes, nulls and parents`() throws {
        let fixture = try OrgFixture()
        #expect(
            try fixture.records(
                "select id, lastmodifieddate, ACCOUNT.name, account.owner.Name, phone from contact limit 1")
                == #"{"attributes":{"type":"Contact","url":"/services/data/v62.0/sobjects/Contact/0035g00000C0001AAB"},"#
                + #""Id":"0035g00000C0001AAB","LastModifiedDate":"2026-01-01T00:00:00.000+0000","#
                + #""Account":{"attributes":{"type":"Account","url":"/services/data/v62.0/sobjects/Account/0015g00000A0002AAB"},"#
                + #""Name":"Ümläut GmbH","Owner":{"attributes":{"type":"User","#
                + #""url":"/services/data/v62.0/sobjects/User/0055g00000G2kqAAAR"},"Name":"Ada Admin"}},"Phone":"+1 (415) 500-0001"}"#
        )
        #expect(
            try fixture.records("SELECT Account.Name, Email FROM Contact WHERE LastName LIKE 'line%'")
                == #"{"attributes":{"type":"Contact","url":"/services/data/v62.0/sobjects/Contact/0035g00000C0004AAB"},"#
                + #""Account":null,"Email":null}"#)
    }

    @Test func `numbers, days, booleans and instants are written as Salesforce does`() throws {
        #expect(
            try OrgFixture().records(
                "SELECT Size__c, Opened__c, Active__c, Seen__c, Code__c, Twice__c FROM Site__c LIMIT 1")
                == #"{"attributes":{"type":"Site__c","url":"/services/data/v62.0/sobjects/Site__c/a015g00000S0001AAB"},"#
                + #""Size__c":3.25,"Opened__c":"2024-02-29","Active__c":true,"Seen__c":"2026-01-01T00:00:00.000+0000","#
                + #""Code__c":"00123","Twice__c":6.5}"#)
    }

    @Test func `an address is an object of its parts, or null`() throws {
        let fixture = try OrgFixture()
        let json = try fixture.records("SELECT MailingAddress FROM Contact ORDER BY Id LIMIT 2")
        #expect(
            json.contains(
                #""MailingAddress":{"city":"London","country":"UK","geocodeAccuracy":null,"latitude":null,"longitude":null,"#
                    + #""postalCode":null,"state":null,"street":null}"#))
        #expect(json.hasSuffix(#""MailingAddress":null}"#))
    }

    @Test func `children come as a list with its size, or as null`() throws {
        let json = try OrgFixture().records(
            "SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName DESC) FROM Account")
        #expect(
            json.contains(
                #""Contacts":{"totalSize":2,"done":true,"records":[{"attributes":{"type":"Contact","url":"#
                    + #""/services/data/v62.0/sobjects/Contact/0035g00000C0002AAB"},"LastName":"O'Hara"},"#))
        #expect(json.contains(#""Name":"Acme, \"The\" Inc","Contacts":null}"#))
    }

    @Test func `custom lookups give both directions of the relationship`() throws {
        let json = try OrgFixture().records("SELECT Name, (SELECT Name FROM Sites__r) FROM Account WHERE Name = 'beta'")
        #expect(json.contains(#""Sites__r":{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Site__c""#))
    }

    @Test func `TYPEOF gives the branch of the record's type`() throws {
        let fixture = try OrgFixture()
        _ = fixture.org.insert(
            [RecordInput(fields: [.init("Subject", .text("Call")), .init("WhatId", .text("0015g00000A0003AAB"))])],
            into: "Task")
        let json = try fixture.records(
            "SELECT Subject, What.Type, TYPEOF What WHEN Account THEN Name, Industry ELSE Id END FROM Task")
        #expect(json.contains(#""Subject":"Call""#))
        #expect(json.contains(#""Name":"beta","Industry":null}"#))
    }

    /// Accounts and opportunities have a field Type of their own.
    @Test func `the type of a parent of several objects is the object's name`() throws {
        let fixture = try OrgFixture()
        _ = fixture.org.insert(
            [
                RecordInput(fields: [.init("Subject", .text("Call")), .init("WhatId", .text("0015g00000A0003AAB"))]),
                RecordInput(fields: [.init("Subject", .text("Mail")), .init("WhoId", .text("0035g00000C0001AAB"))]),
            ], into: "Task")
        let json = try fixture.records("SELECT What.Type, Who.Type FROM Task ORDER BY Subject")
        #expect(json.contains(#"Account/0015g00000A0003AAB"},"Type":"Account"},"Who":null}"#))
        #expect(json.contains(#""What":null,"Who":{"#) && json.contains(#""Type":"Contact"}"#))
        let accounts = try fixture.org.query("SELECT Id FROM Task WHERE What.Type IN ('Account', 'Opportunity')")
        #expect(accounts.totalSize == 1)
        #expect(
            try fixture.records("SELECT What.Type, COUNT(Id) n FROM Task WHERE WhatId != null GROUP BY What.Type")
                == #"{"attributes":{"type":"AggregateResult"},"Type":"Account","n":1}"#)
    }

    @Test func `what is described can be asked for, also of objects that are not there`() throws {
        let fixture = try OrgFixture()
        let parts = ["Subject": "Demo", "StartDateTime": "2026-05-01T10:00:00Z", "EndDateTime": "2026-05-01T11:00:00Z"]
        _ = fixture.org.insert([RecordInput(fields: parts.map { .init($0, .text($1)) })], into: "Event")
        #expect(try fixture.records("SELECT Owner.Type FROM Event").hasSuffix(#""Type":"User"}}"#))
        let accounts = try fixture.records("SELECT OperatingHours.id, Name FROM Account WHERE Name = 'beta'")
        #expect(accounts.hasSuffix(#""OperatingHours":null,"Name":"beta"}"#))
        for soql in [
            "SELECT OperatingHours.Nope FROM Account", "SELECT OperatingHours.Owner.Name FROM Account",
            "SELECT Id FROM Account a, a.Contacts c",
        ] {
            #expect(fixture.fault { _ = try fixture.org.query(soql) }?.errorCode == "INVALID_FIELD", "\(soql)")
        }
    }

    @Test(arguments: [
        ("AnnualRevenue", "Account WHERE Name = 'Acme, \"The\" Inc'", "$1,000"),
        ("NumberOfEmployees", "Account WHERE Name = 'Acme, \"The\" Inc'", "12"),
        ("CreatedDate", "Account WHERE Name = 'Acme, \"The\" Inc'", "1/31/2025, 1:02 AM"),
        ("Opened__c", "Site__c WHERE Name = 'HQ'", "2/29/2024"),
        ("Seen__c", "Site__c WHERE Name = 'HQ'", "1/1/2026, 12:00 AM"),
        ("Twice__c", "Site__c WHERE Name = 'HQ'", "6.5"),
        ("Name", "Site__c WHERE Name = 'HQ'", "HQ"),
    ])
    func `FORMAT writes a value as people read it`(field: String, source: String, text: String) throws {
        let fixture = try OrgFixture()
        let beside = try fixture.records("SELECT FORMAT(\(field)) shown, \(field) FROM \(source)")
        let alone = try fixture.records("SELECT FORMAT(\(field)) FROM \(source)")
        let least = try fixture.records("SELECT FORMAT(MIN(\(field))) shown FROM \(source)")
        #expect(beside.contains("\"shown\":\"\(text)\",\"\(field)\":"))
        #expect(alone.hasSuffix("\"\(field)\":\"\(text)\"}"))
        #expect(least.hasSuffix("\"shown\":\"\(text)\"}"))
    }

    @Test func `counts stand in totalSize, and as one record of an aggregate`() throws {
        let fixture = try OrgFixture()
        let count = try fixture.org.query("SELECT count() FROM Contact")
        #expect(count.kind == .count && count.totalSize == 4 && count.rowCount == 0)
        #expect(
            try fixture.records("SELECT count(Id) FROM Contact")
                == #"{"attributes":{"type":"AggregateResult"},"expr0":4}"#)
    }

    @Test(arguments: [
        (
            "SELECT AccountId, COUNT(Id) n, MAX(LastName) FROM Contact GROUP BY AccountId ORDER BY COUNT(Id) DESC LIMIT 1",
            #"{"attributes":{"type":"AggregateResult"},"AccountId":"0015g00000A0002AAB","n":2,"expr0":"O'Hara"}"#
        ),
        (
            "SELECT SUM(AnnualRevenue), AVG(AnnualRevenue), MIN(NumberOfEmployees), COUNT(Industry) FROM Account",
            #"{"attributes":{"type":"AggregateResult"},"expr0":3500.5,"expr1":1750.25,"expr2":7,"expr3":2}"#
        ),
        (
            "SELECT Account.Name, COUNT_DISTINCT(Email) e FROM Contact GROUP BY Account.Name HAVING COUNT(Id) > 1",
            #"{"attributes":{"type":"AggregateResult"},"Name":"Ümläut GmbH","e":2}"#
        ),
        (
            "SELECT CALENDAR_YEAR(CreatedDate) y, COUNT(Id) FROM Account GROUP BY CALENDAR_YEAR(CreatedDate)",
            #"{"attributes":{"type":"AggregateResult"},"y":2025,"expr0":3}"#
        ),
        (
            "SELECT Industry, COUNT(Id) c FROM Account WHERE Industry = 'Media' GROUP BY ROLLUP(Industry)",
            #"{"attributes":{"type":"AggregateResult"},"Industry":"Media","c":1},"#
                + #"{"attributes":{"type":"AggregateResult"},"Industry":null,"c":1}"#
        ),
        (
            "SELECT Active__c a, Name n, GROUPING(Name) g, COUNT(Id) c FROM Site__c WHERE Name = 'HQ' GROUP BY CUBE(Active__c, Name)",
            [("true", "\"HQ\"", 0), ("true", "null", 1), ("null", "\"HQ\"", 0), ("null", "null", 1)].map {
                #"{"attributes":{"type":"AggregateResult"},"a":\#($0),"n":\#($1),"g":\#($2),"c":1}"#
            }.joined(separator: ",")
        ),
    ])
    func `groups are computed and named`(soql: String, json: String) throws {
        #expect(try OrgFixture().records(soql) == json)
    }

    @Test func `bulk rows are quoted, in the order selected, with Z times`() throws {
        let cursor = try OrgFixture().org.query(
            "SELECT Id, Name, Owner.Name, AnnualRevenue, SystemModstamp, PX_MAU__c FROM Account ORDER BY Id")
        #expect(
            cursor.csvHeader().text
                == "\"Id\",\"Name\",\"Owner.Name\",\"AnnualRevenue\",\"SystemModstamp\",\"PX_MAU__c\"\n")
        #expect(
            cursor.csv(rows: 0..<2).text
                == "\"0015g00000A0001AAB\",\"Acme, \"\"The\"\" Inc\",\"Ada Admin\",\"1000.0\",\"2026-03-03T15:57:57.107Z\",\"\"\n"
                + "\"0015g00000A0002AAB\",\"Ümläut GmbH\",\"Ada Admin\",\"2500.5\",\"2026-03-03T15:57:57.107Z\",\"\"\n")
        #expect(
            try OrgFixture().org.query("SELECT Id, LastName FROM Contact ORDER BY LastName LIMIT 1")
                .csv(rows: 0..<1, delimiter: UInt8(ascii: "|"), lineEnding: "\r\n").text
                == "\"0035g00000C0003AAB\"|\"Curie\"\r\n")
    }

    @Test func `a formatted column of bulk keeps its place, under its alias`() throws {
        let cursor = try OrgFixture().org.query(
            "SELECT toLabel(Industry) branch, Name, FORMAT(AnnualRevenue) FROM Account WHERE Industry = 'Technology'")
        #expect(cursor.csvHeader().text == "\"branch\",\"Name\",\"AnnualRevenue\"\n")
        #expect(cursor.csv(rows: 0..<1).text == "\"Technology\",\"Acme, \"\"The\"\" Inc\",\"$1,000\"\n")
    }

    @Test func `a cursor keeps what it found while others write`() throws {
        let fixture = try OrgFixture()
        let cursor = try fixture.org.query("SELECT Name FROM Account WHERE Id = '0015g00000A0003AAB'")
        _ = fixture.org.update(
            [RecordInput(id: "0015g00000A0003AAB", fields: [.init("Name", .text("gamma"))])], of: "Account")
        #expect(cursor.json(rows: 0..<1, version: "62.0").text.hasSuffix(#""Name":"beta"}"#))
        #expect(try fixture.names("SELECT Name FROM Account WHERE Name = 'gamma'") == ["gamma"])
    }

    @Test(arguments: [
        ("SELECT Id FROM Account GROUP BY Id", "FUNCTIONALITY_NOT_ENABLED"),
        ("SELECT count() FROM Account", "FUNCTIONALITY_NOT_ENABLED"),
        ("SELECT Id FROM Account OFFSET 1", "FUNCTIONALITY_NOT_ENABLED"),
        ("SELECT Id, (SELECT Id FROM Contacts) FROM Account", "FUNCTIONALITY_NOT_ENABLED"),
        ("SELECT BillingAddress FROM Account", "FUNCTIONALITY_NOT_ENABLED"),
        ("SELECT Id, Owner.Name FROM Account ORDER BY Name", nil),
    ])
    func `the Bulk API refuses what it cannot do`(soql: String, code: String?) throws {
        #expect(try OrgFixture().org.query(soql).bulkRefusal?.errorCode == code)
    }

    @Test func `FIELDS takes groups of fields, all of them only with a limit`() throws {
        let fixture = try OrgFixture()
        let custom = try fixture.org.query("SELECT FIELDS(CUSTOM) FROM Site__c LIMIT 200").columnNames
        #expect(custom.contains("Label__c") && !custom.contains("Id"))
        #expect(try fixture.org.query("SELECT FIELDS(STANDARD) FROM Site__c").columnNames.contains("SystemModstamp"))
        #expect(throws: SalesforceFault.self) { try fixture.org.query("SELECT FIELDS(ALL) FROM Site__c") }
    }
}
