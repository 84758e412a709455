import HTTPTypes

/// The data calls of the SOAP API, in its partner and its enterprise form.
struct SOAPService: Sendable {
    let app: ConnectedApp
    let sessions: SessionLedger
    let writer: FaultyWriter
    let locators: QueryLocators
    let usage: UsageMeter

    private static let mostRecords = 200
    /// Rows in a page of a query when the client does not say.
    private static let usualBatch = 500

    func answer(_ call: APICall) async throws -> APIAnswer {
        guard call.method == .post else {
            throw SalesforceFault.methodNotAllowed(call.method.rawValue, allowed: ["POST"])
        }
        var dialect = SOAPDialect(call)
        let bytes = try await call.body.collect()
        guard let envelope = XMLElement(document: bytes), let body = envelope.first("Body"),
            let request = body.children.first
        else {
            return dialect.fault("soapenv:Client", "The envelope cannot be read.")
        }
        if request.name == "login" { return login(request, dialect, call) }
        guard let session = envelope.text(of: "sessionId"), sessions.isAlive(session) else {
            return dialect.fault(
                "INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session. Session not found")
        }
        guard usage.count() else {
            return dialect.fault(SalesforceFault.dailyLimit.errorCode, SalesforceFault.dailyLimit.message)
        }
        dialect.usage = usage
        do throws(SalesforceFault) {
            return try answer(request, envelope, session, dialect, call)
        } catch {
            return dialect.fault(error.errorCode, error.message)
        }
    }

    private func answer(
        _ request: XMLElement, _ envelope: XMLElement, _ session: String, _ dialect: SOAPDialect, _ call: APICall
    ) throws(SalesforceFault) -> APIAnswer {
        let allOrNone = envelope.first("AllOrNoneHeader")?.text(of: "allOrNone") == "true"
        switch request.name {
        case "create":
            return try write(request, dialect) { writer.insert($0, into: $1, allOrNone: allOrNone) }
        case "update":
            return try write(request, dialect) { writer.update($0, of: $1, allOrNone: allOrNone) }
        case "upsert":
            let key = request.text(of: "externalIDFieldName") ?? "Id"
            return try write(request, dialect) { writer.upsert($0, of: $1, by: key, allOrNone: allOrNone) }
        case "delete": return dialect.results(writer.delete(ids(request), allOrNone: allOrNone), of: request.name)
        case "undelete":
            return dialect.results(writer.org.undelete(ids(request), allOrNone: allOrNone), of: request.name)
        case "emptyRecycleBin": return dialect.results(writer.org.emptyRecycleBin(ids(request)), of: request.name)
        case "logout":
            sessions.end(session)
            return dialect.envelope("<logoutResponse/>")
        case "getUserInfo":
            let user = user(dialect)
            return dialect.envelope("<getUserInfoResponse><result>\(user.elements)</result></getUserInfoResponse>")
        default:
            let batch = envelope.first("QueryOptions")?.text(of: "batchSize").flatMap { Int($0) }
            return try read(request, batchSize: min(max(batch ?? Self.usualBatch, 200), 2000), dialect, call)
        }
    }

    private func user(_ dialect: SOAPDialect) -> SOAPUser {
        SOAPUser(identity: sessions.identity, lifetime: sessions.lifetime, version: dialect.version)
    }

    private func ids(_ request: XMLElement) -> [String] {
        request.children.filter { $0.name.equalsIgnoringCase("ids") || $0.name.equalsIgnoringCase("id") }.map(\.text)
    }

    private func login(_ request: XMLElement, _ dialect: SOAPDialect, _ call: APICall) -> APIAnswer {
        // The security token, if there is one, follows the password.
        guard request.text(of: "username") == app.username, let password = request.text(of: "password"),
            sessions.isPassword(password)
        else {
            return dialect.fault(
                "INVALID_LOGIN", "Invalid username, password, security token; or user locked out.")
        }
        let user = user(dialect)
        let organization = sessions.identity.organizationId.prefix(15)
        let version = call.path.count > 3 ? call.path[3] : "\(APIVersion.newest).0"
        let soap = "\(call.origin)/services/Soap"
        return dialect.envelope(
            """
            <loginResponse><result>\
            <metadataServerUrl>\(soap)/m/\(version)/\(organization)</metadataServerUrl>\
            <passwordExpired>false</passwordExpired><sandbox>false</sandbox>\
            <serverUrl>\(soap)/\(dialect.letter)/\(version)/\(organization)</serverUrl>\
            <sessionId>\(sessions.open())</sessionId>\
            <userId>\(sessions.identity.userId)</userId>\
            <userInfo>\(user.elements)</userInfo>\
            </result></loginResponse>
            """)
    }

    /// Writes the records of a request, each run of one type together.
    private func write(
        _ request: XMLElement, _ dialect: SOAPDialect, _ write: ([RecordInput], String) -> [RowOutcome]
    ) throws(SalesforceFault) -> APIAnswer {
        let elements = request.children.filter { $0.name == "sObjects" }
        guard elements.count <= Self.mostRecords else {
            throw SalesforceFault(
                "EXCEEDED_ID_LIMIT", "record limit reached. cannot submit more than 200 records into this call")
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
                throw SalesforceFault("INVALID_TYPE", "sObject type '\(run.object)' is not supported.")
            }
            outcomes += write(run.records, object)
        }
        return dialect.results(outcomes, of: request.name)
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
}
