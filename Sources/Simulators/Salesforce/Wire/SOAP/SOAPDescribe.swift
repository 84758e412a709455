/// Describes as the SOAP API gives them to a version: strict clients refuse an element that theirs does not know, or one
/// out of its alphabetical place.
struct SOAPDescribe {
    let version: Int

    /// The version from which on a member is known, where that is later than the oldest alive; nil where only REST knows it.
    private static let since: [String: Int?] = [
        "associateEntityType": 50, "associateParentEntity": 50, "deepCloneable": 42, "defaultImplementation": 42,
        "implementedBy": 42, "implementsInterfaces": 42, "isInterface": 42, "isSubtype": 42,
        "aiPredictionField": 42, "formulaTreatNullNumberAsZero": 42, "polymorphicForeignKey": 42,
        "searchPrefilterable": 42, "active": 42, "developerName": 42,
        "extendedBy": nil, "extendsInterfaces": nil, "sobjectDescribeOption": nil, "urls": nil,
    ]
    /// What is written as nil where other members without a value are left out.
    private static let nillable: Set<String> = [
        "associateEntityType", "associateParentEntity", "defaultImplementation", "implementedBy",
        "implementsInterfaces", "keyPrefix", "networkScopeFieldName", "urlDetail", "urlEdit", "urlNew",
    ]
    private static let addresses = [
        ("urlDetail", "uiDetailTemplate"), ("urlEdit", "uiEditTemplate"), ("urlNew", "uiNewRecord"),
    ]

    /// The answer to `describeGlobal`.
    func global(_ document: JSONValue) -> String {
        let members = (document.members ?? []).map { member in
            member.name == "sobjects"
                ? (member.value.list ?? []).map { element("sobjects", head($0)) }.joined()
                : SOAPDocument.element(member.name, member.value)
        }
        return "<result>\(members.joined())</result>"
    }

    /// One object; the addresses of its pages, which REST lists under `urls`, have elements of their own.
    func object(_ document: JSONValue) -> String {
        var members = head(document)
        for (name, key) in Self.addresses {
            members.append(.init(name: name, value: document["urls"]?[key] ?? .null))
        }
        return element("result", members)
    }

    private func head(_ document: JSONValue) -> [JSONValue.Member] {
        (document.members ?? []) + [.init(name: "idEnabled", value: false)]
    }

    private func element(_ name: String, _ members: [JSONValue.Member]) -> String {
        let known = members.filter { member in
            guard let since = Self.since[member.name] else { return true }
            return since.map { version >= $0 } ?? false
        }
        let inside = known.sorted { $0.name < $1.name }.map { member in
            switch member.value {
            case .null where Self.nillable.contains(member.name): "<\(member.name) xsi:nil=\"true\"/>"
            case .list(let values) where ["fields", "recordTypeInfos"].contains(member.name):
                values.map { element(member.name, $0.members ?? []) }.joined()
            default: SOAPDocument.element(member.name, member.value)
            }
        }
        return "<\(name)>\(inside.joined())</\(name)>"
    }
}
