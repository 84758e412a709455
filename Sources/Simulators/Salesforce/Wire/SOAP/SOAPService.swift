import HTTPTypes

/// The part of the SOAP API that REST clients still lean on: `login`, and create, update, upsert and delete.
struct SOAPService: Sendable {
    let app: ConnectedApp
    let sessions: SessionLedger
    let writer: FaultyWriter

    private static let mostRecords = 200

    func answer(_ call: APICall) async throws -> APIAnswer {
        guard call.method == .post else {
            throw SalesforceFault.methodNotAllowed(call.method.rawValue, allowed: ["POST"])
        }
        let bytes = try await call.body.collect()
        guard let envelope = XMLElement(document: bytes), let body = envelope.first("Body"),
            let request = body.children.first
        else {
            return fault("soapenv:Client", "The envelope cannot be read.")
        }
        if request.name == "login" { return login(request, call) }
        guard let session = envelope.text(of: "sessionId"), sessions.isAlive(session) else {
            return fault("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session.")
        }
        let allOrNone = envelope.first("AllOrNoneHeader")?.text(of: "allOrNone") == "true"
        switch request.name {
        case "create": return write(request) { writer.insert($0, into: $1, allOrNone: allOrNone) }
        case "update": return write(request) { writer.update($0, of: $1, allOrNone: allOrNone) }
        case "upsert":
            let key = request.text(of: "externalIDFieldName") ?? "Id"
            return write(request) { writer.upsert($0, of: $1, by: key, allOrNone: allOrNone) }
        case "delete":
            let ids = request.children.filter { $0.name.equalsIgnoringCase("ids") || $0.name.equalsIgnoringCase("id") }
            return results(writer.delete(ids.map(\.text), allOrNone: allOrNone), of: "delete")
        default: return fault("soapenv:Client", "No operation \(request.name) is available.")
        }
    }

    private func login(_ request: XMLElement, _ call: APICall) -> APIAnswer {
        let user = sessions.identity
        // The security token, if there is one, follows the password.
        guard request.text(of: "username") == app.username, let password = request.text(of: "password"),
            password.hasPrefix(app.password)
        else {
            return fault(
                "INVALID_LOGIN",
                "INVALID_LOGIN: Invalid username, password, security token; or user locked out.")
        }
        let version = call.path.count > 3 ? call.path[3] : "\(APIVersion.newest).0"
        let organization = user.organizationId.prefix(15)
        return envelope(
            "urn:partner.soap.sforce.com",
            """
            <loginResponse><result>\
            <metadataServerUrl>\(call.origin)/services/Soap/m/\(version)/\(organization)</metadataServerUrl>\
            <passwordExpired>false</passwordExpired><sandbox>false</sandbox>\
            <serverUrl>\(call.origin)/services/Soap/u/\(version)/\(organization)</serverUrl>\
            <sessionId>\(sessions.open())</sessionId>\
            <userId>\(user.userId)</userId>\
            <userInfo><organizationId>\(user.organizationId)</organizationId>\
            <organizationName>\(escapedMarkup(user.organizationName))</organizationName>\
            <sessionSecondsValid>\(sessions.lifetime.components.seconds)</sessionSecondsValid>\
            <userEmail>\(escapedMarkup(user.email))</userEmail>\
            <userFullName>\(escapedMarkup(user.displayName))</userFullName>\
            <userId>\(user.userId)</userId><userLanguage>\(user.language)</userLanguage>\
            <userLocale>\(user.locale)</userLocale><userName>\(escapedMarkup(user.username))</userName>\
            <userTimeZone>\(user.timeZone)</userTimeZone><userType>Standard</userType></userInfo>\
            </result></loginResponse>
            """)
    }

    /// Writes the records of a request, each run of one type together.
    private func write(_ request: XMLElement, _ write: ([RecordInput], String) -> [RowOutcome]) -> APIAnswer {
        let elements = request.children.filter { $0.name == "sObjects" }
        guard elements.count <= Self.mostRecords else {
            return fault("EXCEEDED_ID_LIMIT", "record limit reached. cannot submit more than 200 records in this call")
        }
        var runs: [(object: String, records: [RecordInput])] = []
        for element in elements {
            let type = (element.attributes["type"] ?? element.text(of: "type") ?? "").split(separator: ":").last ?? ""
            if let last = runs.last, last.object.equalsIgnoringCase(type) {
                runs[runs.count - 1].records.append(record(element))
            } else {
                runs.append((String(type), [record(element)]))
            }
        }
        var outcomes: [RowOutcome] = []
        for run in runs {
            guard let object = writer.org.objectName(run.object) else {
                return fault("INVALID_TYPE", "sObject type '\(run.object)' is not supported.")
            }
            outcomes += write(run.records, object)
        }
        return results(outcomes, of: request.name)
    }

    private func record(_ element: XMLElement) -> RecordInput {
        var record = RecordInput(fields: [])
        for child in element.children {
            switch child.name.lowercased() {
            case "id": record.id = child.text
            case "type": record.type = child.text
            case "fieldstonull": record.fields.append(.init(child.text, .null))
            default:
                if let key = child.children.first(where: { $0.name != "type" }) {
                    let type = child.attributes["type"] ?? child.text(of: "type")
                    record.fields.append(
                        .init(child.name, .parent(type: type, field: key.name, value: key.text)))
                } else {
                    record.fields.append(.init(child.name, child.text.isEmpty ? .null : .text(child.text)))
                }
            }
        }
        return record
    }

    private func results(_ outcomes: [RowOutcome], of operation: String) -> APIAnswer {
        let results = outcomes.map { outcome in
            let created = operation == "upsert" ? "<created>\(outcome.isCreated)</created>" : ""
            let errors = outcome.errors.map { error in
                let fields = (error.fields ?? []).map { "<fields>\(escapedMarkup($0))</fields>" }.joined()
                return "<errors>\(fields)<message>\(escapedMarkup(error.message))</message>"
                    + "<statusCode>\(error.errorCode)</statusCode></errors>"
            }
            let id = outcome.id.map { "<id>\($0)</id>" } ?? "<id xsi:nil=\"true\"/>"
            return "<result>\(created)\(errors.joined())\(id)<success>\(outcome.isSuccess)</success></result>"
        }
        return envelope(
            "urn:enterprise.soap.sforce.com",
            "<\(operation)Response>\(results.joined())</\(operation)Response>")
    }

    private func fault(_ code: String, _ message: String) -> APIAnswer {
        let name = code.hasPrefix("soapenv:") ? code : "sf:\(code)"
        let text = escapedMarkup(message)
        return envelope(
            "urn:partner.soap.sforce.com",
            """
            <soapenv:Fault><faultcode>\(name)</faultcode><faultstring>\(text)</faultstring>\
            <detail><sf:fault xsi:type="sf:ApiFault"><sf:exceptionCode>\(code)</sf:exceptionCode>\
            <sf:exceptionMessage>\(text)</sf:exceptionMessage></sf:fault></detail></soapenv:Fault>
            """, status: 500)
    }

    private func envelope(_ namespace: String, _ body: String, status: Int = 200) -> APIAnswer {
        .text(
            """
            <?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope \
            xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="\(namespace)" \
            xmlns:sf="urn:fault.partner.soap.sforce.com" \
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
            <soapenv:Body>\(body)</soapenv:Body></soapenv:Envelope>
            """, type: "text/xml; charset=UTF-8", status: status)
    }
}
