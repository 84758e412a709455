import Domain
import Foundation
import NIOCore
import NIOFoundationCompat

/// The parts of a describe that the hub needs (S§6); unknown keys and types are passed over.
struct ObjectDescribe: Decodable {
    struct Field: Decodable {
        struct PicklistValue: Decodable {
            let active: Bool?
            let value: String?
        }

        let name: String
        let label: String?
        let type: String
        let length: Int?
        let precision: Int?
        let scale: Int?
        let calculated: Bool?
        let createable: Bool?
        let updateable: Bool?
        let nillable: Bool?
        let filterable: Bool?
        let externalId: Bool?
        let idLookup: Bool?
        let custom: Bool?
        let restrictedPicklist: Bool?
        let picklistValues: [PicklistValue]?
        let referenceTo: [String]?
    }

    let name: String
    let label: String?
    let keyPrefix: String?
    let queryable: Bool?
    let updateable: Bool?
    let fields: [Field]

    var description: ObjectDescription {
        ObjectDescription(
            name: name, label: label ?? "", keyPrefix: keyPrefix, isQueryable: queryable ?? true,
            isUpdateable: updateable ?? true, fields: fields.map(\.description))
    }
}

extension ObjectDescribe.Field {
    fileprivate var description: FieldDescription {
        FieldDescription(
            name: name, label: label ?? "", type: SalesforceFieldType(name: type), length: length ?? 0,
            precision: precision ?? 0, scale: scale ?? 0, isCalculated: calculated ?? false,
            isCreateable: createable ?? true, isUpdateable: updateable ?? true, isNillable: nillable ?? true,
            isFilterable: filterable ?? true, isExternalID: externalId ?? false, isIDLookup: idLookup ?? false,
            isCustom: custom ?? false, isRestrictedPicklist: restrictedPicklist ?? false,
            picklistValues: (picklistValues ?? []).filter { $0.active ?? true }.compactMap(\.value),
            referenceTo: referenceTo ?? [])
    }
}

/// The names of all objects, from the global describe.
struct GlobalDescribe: Decodable {
    struct Entry: Decodable {
        let name: String
        let queryable: Bool?
    }

    let sobjects: [Entry]
}
