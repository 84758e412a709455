import Simulators

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// An organisation made of literal files, in a folder of its own, with a clock that stands still until it is set.
final class OrgFixture {
    let folder: String
    let org: SalesforceOrg
    /// 2026-05-13T00:00:00Z.
    static let start: Int64 = 1_778_630_400_000

    init(
        _ files: [String: String] = OrgFixture.sample, searchLag: Duration = .zero, keepsState: Bool = false,
        now: Int64 = OrgFixture.start
    ) throws {
        var template = Array("/tmp/crosswalk-org-XXXXXX".utf8CString)
        folder =
            template.withUnsafeMutableBufferPointer { buffer in
                if let start = buffer.baseAddress { _ = mkdtemp(start) }
                return buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            }.text
        for (name, text) in files { Self.write(text, to: "\(folder)/\(name)") }
        let sources = OrgSources(
            dataFolder: folder, stateFile: keepsState ? "\(folder)/state.jsonl" : nil,
            writeLogFile: keepsState ? "\(folder)/writes.jsonl" : nil, searchLag: searchLag)
        org = try SalesforceOrg.load(sources, clock: { now })
    }

    deinit {
        for name in ["Account", "Contact", "Site__c", "Knowledge__kav"] {
            unlink("\(folder)/\(name).csv")
            unlink("\(folder)/\(name).fields.csv")
        }
        unlink("\(folder)/state.jsonl")
        unlink("\(folder)/writes.jsonl")
        rmdir(folder)
    }

    static func write(_ text: String, to path: String) {
        guard let file = fopen(path, "w") else { return }
        fputs(text, file)
        fclose(file)
    }

    static func remove(_ path: String) {
        unlink(path)
    }

    static func read(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count)).text
    }

    /// The records of a query as JSON.
    func records(_ soql: String, all: Bool = false) throws -> String {
        let cursor = try org.query(soql, includingDeleted: all)
        return cursor.json(rows: 0..<cursor.rowCount, version: "62.0").text
    }

    /// The names a query finds, in its order.
    func names(_ soql: String, all: Bool = false) throws -> [String] {
        let cursor = try org.query(soql, includingDeleted: all)
        let json = "[" + cursor.json(rows: 0..<cursor.rowCount, version: "62.0").text + "]"
        return try JSONParser.parse(Array(json.utf8)).list?.compactMap { $0["Name"]?.text } ?? []
    }

    func fault(_ body: () throws -> Void) -> SalesforceFault? {
        do {
            try body()
            return nil
        } catch let fault as SalesforceFault {
            return fault
        } catch {
            return nil
        }
    }

    /// Three accounts, four contacts, a custom object that looks up accounts.
    static let sample = [
        "Account.csv": """
        "Id","Name","Website","Industry","AnnualRevenue","NumberOfEmployees","ERP_Code__c","CreatedDate","LastModifiedDate","PX_MAU__c"
        "0015g00000A0001","Acme, ""The"" Inc","https://acme.example","Technology","1000.0","12","007","2025-01-31T01:02:03.000+0000","2026-03-03T15:57:57.107+0000",""
        "0015g00000A0002AAB","Ümläut GmbH","","Media","2500.5","","X-9","2025-02-01T00:00:00.000Z","2026-03-03T15:57:57.107+0000",""
        "0015g00000A0003AAB","beta","beta.example","","","7","","2025-02-02T00:00:00.000+0000","2026-05-01T10:00:00.000+0000",""

        """,
        "Contact.csv": """
        Id,AccountId,FirstName,LastName,Email,Phone,MailingCity,MailingCountry,LastModifiedDate
        0035g00000C0001AAB,0015g00000A0002AAB,Ada,Lovelace,ada@acme.example,+1 (415) 500-0001,London,UK,2026-01-01T00:00:00.000Z
        0035g00000C0002AAB,0015g00000A0002AAB,Bob,"O'Hara",BOB@acme.example,,,,2026-02-01T00:00:00.000Z
        0035g00000C0003AAB,0015g00000A0003AAB,,Curie,,,,,2026-03-01T00:00:00.000Z
        0035g00000C0004AAB,,Dee,"line one
        line two",,,,,2026-04-01T00:00:00.000Z

        """,
        "Site__c.csv": """
        Id,Name,Account__c,Size__c,Opened__c,Active__c,Code__c,Seen__c,Note__c,PX_Empty__c
        a015g00000S0001AAB,HQ,0015g00000A0002AAB,3.25,2024-02-29,true,00123,2026-01-01T00:00:00Z,,
        a015g00000S0002AAB,Lab,0015g00000A0003AAB,10,2025-02-28,false,00124,2026-01-02T00:00:00.500Z,,

        """,
        "Site__c.fields.csv": """
        name,type,length,precision,scale,formula,picklist
        Twice__c,double,,18,1,Size__c * 2,
        Label__c,string,100,,,"IF(Active__c, UPPER(Name), Name) & "" in "" & Account__r.Name",
        Kind__c,picklist,,,,,Office;Plant

        """,
    ]
}

extension [UInt8] {
    var text: String { String(decoding: self, as: UTF8.self) }
}
