/// How an answer of the SOAP API is wrapped: the partner form knows records of any kind, the enterprise form typed ones.
struct SOAPDialect {
    /// `u` for partner, `c` for enterprise, as in `/services/Soap/u/62.0`.
    let letter: String
    /// The number in `/services/Soap/u/62.0`.
    let version: Int
    /// What the answer's header tells of the day's allowance; nothing before a session is known.
    var usage: UsageMeter?

    init(_ call: APICall) {
        version = (call.path.count > 3 ? APIVersion.number(in: "v" + call.path[3]) : nil) ?? APIVersion.newest
        letter = call.path.count > 2 && call.path[2].equalsIgnoringCase("c") ? "c" : "u"
    }

    var isPartner: Bool { letter == "u" }
    private var namespace: String { isPartner ? "urn:partner.soap.sforce.com" : "urn:enterprise.soap.sforce.com" }
    var recordNamespace: String {
        isPartner ? "urn:sobject.partner.soap.sforce.com" : "urn:sobject.enterprise.soap.sforce.com"
    }

    func results(_ outcomes: [RowOutcome], of operation: String) -> APIAnswer {
        let results = outcomes.map { outcome in
            let created = operation == "upsert" ? "<created>\(outcome.isCreated && outcome.isSuccess)</created>" : ""
            let errors = outcome.errors.map { error in
                let fields = (error.fields ?? []).map { "<fields>\(escapedMarkup($0))</fields>" }.joined()
                return "<errors>\(fields)<message>\(escapedMarkup(error.message))</message>"
                    + "<statusCode>\(error.errorCode)</statusCode></errors>"
            }
            let id = outcome.id.map { "<id>\($0)</id>" } ?? "<id xsi:nil=\"true\"/>"
            return "<result>\(created)\(errors.joined())\(id)<success>\(outcome.isSuccess)</success></result>"
        }
        return envelope("<\(operation)Response>\(results.joined())</\(operation)Response>")
    }

    func fault(_ code: String, _ message: String) -> APIAnswer {
        let isSalesforces = !code.hasPrefix("soapenv:")
        let text = escapedMarkup(message)
        return wrapped(
            """
            <soapenv:Fault><faultcode>\(isSalesforces ? "sf:" : "")\(code)</faultcode>\
            <faultstring>\(isSalesforces ? "\(code): " : "")\(text)</faultstring>\
            <detail><sf:fault xsi:type="sf:ApiFault"><sf:exceptionCode>\(code)</sf:exceptionCode>\
            <sf:exceptionMessage>\(text)</sf:exceptionMessage></sf:fault></detail></soapenv:Fault>
            """, names: "xmlns:sf=\"\(namespace.replacing("urn:", with: "urn:fault."))\"", status: 500)
    }

    func envelope(_ body: String) -> APIAnswer {
        wrapped(body, names: "xmlns=\"\(namespace)\" xmlns:sf=\"\(recordNamespace)\"", status: 200)
    }

    private func wrapped(_ body: String, names: String, status: Int) -> APIAnswer {
        .text(
            """
            <?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope \
            xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \(names) \
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">\
            \(header)<soapenv:Body>\(body)</soapenv:Body></soapenv:Envelope>
            """, type: "text/xml; charset=UTF-8", status: status)
    }

    private var header: String {
        guard let usage else { return "" }
        return """
            <soapenv:Header><LimitInfoHeader xmlns="\(namespace)"><limitInfo><current>\(usage.used)</current>\
            <limit>\(usage.allowance)</limit><type>API REQUESTS</type></limitInfo></LimitInfoHeader></soapenv:Header>
            """
    }
}
