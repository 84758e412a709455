import Foundation
import TestSupport

/// A made-up organisation, large enough that contacts are fetched and written by the Bulk API.
struct MidsizeOrganisation {
    static let accounts = 120
    /// More than two thousand, so that both ways go by Bulk jobs.
    static let users = 2_400
    static let events = 6_000
    static let asOf = "2026-05-13"

    let folder: TemporaryFolder
    var product: String { folder.path + "/product" }
    var salesforce: String { folder.path + "/salesforce" }

    init(seed: UInt64 = 1) throws {
        folder = try TemporaryFolder()
        var random = SeededGenerator(seed: seed)
        for name in ["product", "salesforce"] {
            try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
        }
        try writeProduct(&random)
        try writeSalesforce(&random)
    }

    static func accountID(_ number: Int) -> String { Self.id("001", number) }
    static func contactID(_ number: Int) -> String { Self.id("003", number) }

    private func writeProduct(_ random: inout SeededGenerator) throws {
        let accounts = (0..<Self.accounts).map {
            "A\($0),Firm \($0),www.firm\($0).com,\(["free", "team"][random.below(2)])"
        }
        try write(accounts, "product/accounts.csv", header: "id,name,website,plan")
        let users = (0..<Self.users).map {
            "U\($0),A\($0 % Self.accounts),p\($0)@firm\($0 % Self.accounts).com,\(Self.time(random.below(90)))"
        }
        try write(users, "product/users.csv", header: "id,account_id,email,last_seen_at")
        let events = (0..<Self.events).map { event in
            let user = random.below(Self.users)
            return
                "E\(event),\(Self.time(random.below(90))),U\(user),A\(user % Self.accounts),feature,\(["export", "", "alert"][random.below(3)])"
        }
        try write(events, "product/events.csv", header: "event_id,ts,user_id,account_id,type,feature")
        let responses = (0..<400).map {
            "N\($0),\(Self.time(random.below(200))),U\(random.below(Self.users)),\(random.below(11))"
        }
        try write(responses, "product/nps.csv", header: "response_id,ts,user_id,score")
    }

    private func writeSalesforce(_ random: inout SeededGenerator) throws {
        // The last twenty of each are unknown to us, and the last of ours to them.
        let accounts = (0..<Self.accounts).map { account in
            let domain = account < Self.accounts - 20 ? "firm\(account)" : "other\(account)"
            return
                "\(Self.accountID(account)),Firm \(account) Inc,https://\(domain).com/,Banking,\(Self.time(random.below(300)))"
        }
        try write(accounts, "salesforce/Account.csv", header: "Id,Name,Website,Industry,LastModifiedDate")
        try write(
            ["PX_Plan__c,string,40,", "PX_MAU__c,double,,0", "PX_NPS__c,double,,2", "PX_Exports__c,double,,0"],
            "salesforce/Account.fields.csv", header: "name,type,length,scale")
        let contacts = (0..<Self.users).map { contact in
            let person = contact < Self.users - 20 ? "p\(contact)" : "q\(contact)"
            return "\(Self.contactID(contact)),\(Self.accountID(contact % Self.accounts)),Last\(contact),"
                + "\(person)@firm\(contact % Self.accounts).com,Title \(random.below(9)),\(Self.time(random.below(300)))"
        }
        try write(contacts, "salesforce/Contact.csv", header: "Id,AccountId,LastName,Email,Title,LastModifiedDate")
        try write(["PX_Last_Seen__c,datetime,,"], "salesforce/Contact.fields.csv", header: "name,type,length,scale")
    }

    private func write(_ rows: [String], _ path: String, header: String) throws {
        try ([header] + rows + [""]).joined(separator: "\n").write(
            toFile: folder.file(path), atomically: true, encoding: .utf8)
    }

    /// Noon of a day so many days before `asOf`.
    private static func time(_ daysAgo: Int) -> String {
        let start = 1_778_630_400 - 43_200
        let date = Date(timeIntervalSince1970: Double(start - daysAgo * 86_400))
        return date.ISO8601Format(.iso8601WithTimeZone(includingFractionalSeconds: true))
    }

    /// An 18-character id with its checksum.
    private static func id(_ prefix: String, _ number: Int) -> String {
        let digits = String(number)
        let base = Array((prefix + "5g" + String(repeating: "0", count: 10 - digits.count) + digits).unicodeScalars)
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")
        let checks = [0, 5, 10].map { start in
            letters[(0..<5).reduce(0) { $0 | (base[start + $1].properties.isUppercase ? 1 << $1 : 0) }]
        }
        return String(String.UnicodeScalarView(base)) + String(checks)
    }
}
