/// The resources under `/services/data`: finds the one that a path names and answers in its words.
///
/// Requests inside a composite come here too, so they are answered just as they would be alone.
struct RESTService: Sendable {
    let org: SalesforceOrg
    let writer: FaultyWriter
    let sessions: SessionLedger
    let usage: UsageMeter
    let locators: QueryLocators
    let ingestJobs: IngestJobs
    let queryJobs: QueryJobs

    /// Answers a call whose session has been checked; refusals become answers here.
    func answer(_ call: APICall) async throws -> APIAnswer {
        do {
            let path = call.path.dropFirst(2)
            guard let first = path.first else { return versions() }
            guard let number = APIVersion.number(in: first), APIVersion.alive.contains(number) else {
                throw SalesforceFault.unknownResource
            }
            var call = call
            call.version = number
            return try await Self.routes.answer(call, path: path.dropFirst(), by: self)
        } catch let fault as SalesforceFault {
            return fault.answer
        } catch let refused as RefusedRecord {
            return refused.answer
        }
    }

    /// All versions, for anybody: this needs no login.
    private func versions() -> APIAnswer {
        .json(
            .list(
                APIVersion.alive.map { number in
                    .members([
                        "label": .text(APIVersion.label(number)), "url": .text("/services/data/v\(number).0"),
                        "version": .text("\(number).0"),
                    ])
                }))
    }

    func resources(_ call: APICall) -> APIAnswer {
        let names = [
            "tooling", "folders", "contacts", "prechatForms", "metadata", "chatter", "serviceTemplates", "tabs",
            "appMenu", "quickActions", "queryAll", "commerce", "wave", "analytics", "search", "identity",
            "composite", "parameterizedSearch", "theme", "nouns", "recent", "connect", "licensing", "limits",
            "process", "async-queries", "query", "support", "jobs", "sobjects", "actions",
        ]
        return .json(
            .object(
                names.map { name in
                    let path =
                        name == "identity"
                        ? "\(call.origin)/id/\(org.identity.organizationId)/\(org.identity.userId)"
                        : "\(call.root)/\(name)"
                    return JSONValue.Member(name: name, value: .text(path))
                }))
    }
}

extension APIVersion {
    /// The release's name: `Summer '23` is 58, and three follow each year.
    static func label(_ number: Int) -> String {
        let season = ["Summer", "Winter", "Spring"][(number - 31) % 3]
        return "\(season) '\(14 + (number - 29) / 3)"
    }
}
