import Domain

/// Turns Segment messages into rows (docs/files.md, "What a Segment message becomes").
struct SegmentReader {
    enum Call: String, CaseIterable {
        case identify, group, track, page, screen, alias
    }

    private var delivery: IngestDelivery
    private let receivedAt: Instant
    private let knownVisitors: KnownVisitors

    /// A message's size in bytes of JSON, as Segment limits it.
    static let largestMessage = 32 << 10

    init(_ schema: IngestSchema, receivedAt: Instant, knownVisitors: KnownVisitors) {
        delivery = IngestDelivery(schema)
        self.receivedAt = receivedAt
        self.knownVisitors = knownVisitors
    }

    /// Reads a body: one message of a call, or a batch of any.
    static func read(
        _ body: JSON, call: Call?, schema: IngestSchema, receivedAt: Instant, knownVisitors: KnownVisitors
    ) throws -> IngestDelivery {
        var reader = SegmentReader(schema, receivedAt: receivedAt, knownVisitors: knownVisitors)
        let sentAt = body["sentAt"]
        if let call {
            reader.read(body, call: call, sentAt: sentAt, context: nil)
        } else {
            guard let messages = body["batch"]?.elements else {
                throw Problem.invalid("The body has no list named batch.")
            }
            for message in messages {
                guard message.size <= Self.largestMessage else {
                    reader.refuse(message, "a message holds at most 32 KB")
                    continue
                }
                reader.read(
                    message, call: message["type"]?.string.flatMap(Call.init),
                    sentAt: given(message["sentAt"]) ?? sentAt, context: body["context"])
            }
        }
        return reader.delivery
    }

    private mutating func refuse(_ message: JSON, _ reason: String) {
        delivery.answer.refusals.append(
            IngestDelivery.Refusal(
                index: delivery.messageCount, messageID: message["messageId"]?.string, reason: reason))
        delivery.messageIDs.append(message["messageId"]?.string)
    }

    private mutating func read(_ message: JSON, call: Call?, sentAt: JSON?, context: JSON?) {
        let index = delivery.messageCount
        delivery.messageIDs.append(message["messageId"]?.string)
        do throws(Refused) {
            guard message.members != nil else { throw Refused("a message is a JSON object") }
            guard let call else {
                throw Refused("type is none of \(Call.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            switch call {
            case .identify: try identify(message, index, sentAt: sentAt)
            case .group: try group(message, index)
            case .track, .page, .screen: try event(message, call, index, sentAt: sentAt, context: context)
            // Who was somebody else before: nothing of ours is keyed by that, so there is nothing to change.
            case .alias: break
            }
        } catch {
            delivery.answer.refusals.append(
                IngestDelivery.Refusal(index: index, messageID: message["messageId"]?.string, reason: error.reason))
        }
    }

    /// Notes a value that cannot be read; its message is taken without it.
    private mutating func leaveOut(
        _ column: String, of owner: IngestDelivery.LeftOut.Owner, _ index: Int, _ reason: String
    ) {
        delivery.answer.leftOut.append(
            IngestDelivery.LeftOut(
                index: index, messageID: delivery.messageIDs[index],
                place: IngestDelivery.LeftOut.Place(owner: owner, column: column), reason: "\(column) \(reason)"))
    }

    /// Who identifies themselves is there: that is when they were last seen (D§12).
    private mutating func identify(_ message: JSON, _ index: Int, sentAt: JSON?) throws(Refused) {
        let sender = try sender(of: message)
        var cells = traits(Self.userTraits(of: message), of: .user, index)
        cells[0] = sender.id
        cells[2] = sender.isVisitor ? "visitor" : nil
        do {
            // A clock that runs ahead sees nobody tomorrow: that time would outlast all true ones.
            cells[IngestSchema.lastSeen] = min(try time(of: message, sentAt: sentAt), receivedAt).iso8601
        } catch {
            cells[IngestSchema.lastSeen] = nil
            leaveOut("timestamp", of: .user, index, "is not an ISO 8601 time with an offset or Z")
        }
        delivery.users.appendRecord(cells, line: index)
    }

    private mutating func group(_ message: JSON, _ index: Int) throws(Refused) {
        guard let account = try id(message["groupId"], "groupId") else { throw Refused("groupId is missing") }
        let sender = try sender(of: message)
        var cells = traits(Self.given(message["traits"]), of: .account, index)
        cells[0] = account
        delivery.accounts.appendRecord(cells, line: index)
        appendUser(sender, account: account, line: index)
    }

    private mutating func event(
        _ message: JSON, _ call: Call, _ index: Int, sentAt: JSON?, context: JSON?
    ) throws(Refused) {
        let sender = try sender(of: message)
        let time = try time(of: message, sentAt: sentAt).iso8601
        let account = try id(message["context"]?["groupId"] ?? context?["groupId"], "context.groupId")
        let messageID = try id(message["messageId"], "messageId") ?? SecretToken().text
        let name = message["event"]?.string
        if call == .track, case .unreadable(let reason, _)? = message["event"] {
            throw Refused("event \(reason.rawValue)")
        }
        if call == .track, name?.allSatisfy(\.isWhitespace) ?? true {
            throw Refused("event, the name of what happened, is missing")
        }
        if call == .track, let name, name == delivery.schema.npsEvent {
            let score = message["properties"]?["score"], comment = message["properties"]?["comment"]
            if score?.fault != nil { throw Refused("score is no number") }
            if let fault = comment?.fault { leaveOut("comment", of: .response, index, fault) }
            delivery.responses.appendRow(
                [
                    messageID, time, sender.id, account, score?.plainText,
                    comment?.fault == nil ? comment?.plainText : nil,
                ], line: index)
            appendVisitor(sender, line: index)
            return
        }
        let feature = call == .track ? name.flatMap { delivery.schema.features[$0] } : nil
        delivery.events.appendRow([messageID, time, sender.id, account, call.rawValue, feature], line: index)
        appendVisitor(sender, line: index)
    }

    /// Of whom only events come, the store would take for a user.
    private mutating func appendVisitor(_ sender: Sender, line: Int) {
        guard sender.isVisitor, !knownVisitors.contains(sender.id), delivery.visitors.insert(sender.id).inserted
        else { return }
        appendUser(sender, account: nil, line: line)
    }

    private mutating func appendUser(_ sender: Sender, account: String?, line: Int) {
        var cells = [String?](repeating: nil, count: delivery.schema.users.names.count)
        cells[0] = sender.id
        cells[1] = account
        cells[2] = sender.isVisitor ? "visitor" : nil
        delivery.users.appendRecord(cells, line: line)
    }
}

extension SegmentReader {
    struct Refused: Error {
        let reason: String

        init(_ reason: String) {
            self.reason = reason
        }
    }

    /// Who did it: a user of the product, or somebody of whom only the browser is known.
    struct Sender {
        let id: String
        let isVisitor: Bool
    }

    private func sender(of message: JSON) throws(Refused) -> Sender {
        if let user = try id(message["userId"], "userId") { return Sender(id: user, isVisitor: false) }
        guard let visitor = try id(message["anonymousId"], "anonymousId") else {
            throw Refused("userId or anonymousId is missing")
        }
        // Kept apart from users' ids, which a browser cannot know.
        return Sender(id: "anonymous:" + visitor, isVisitor: true)
    }

    private func id(_ value: JSON?, _ name: String) throws(Refused) -> String? {
        switch value {
        case nil, .null: return nil
        case .string(let text):
            guard text.utf8.count <= 500 else { throw Refused("\(name) is longer than 500 bytes") }
            guard !text.utf8.contains(0) else { throw Refused("\(name) holds a NUL character") }
            guard !text.isEmpty else { return nil }
            guard !text.allSatisfy(\.isWhitespace) else { throw Refused("\(name) is blank") }
            return text
        case .integer(let number): return String(number)
        case .unreadable(let reason, _): throw Refused("\(name) \(reason.rawValue)")
        default: throw Refused("\(name) is no text")
        }
    }

    /// When it happened by our clock: the sender's clock was wrong by as much when it sent as when it noted the time.
    ///
    /// Imports of the past have no `sentAt`, and are taken at their word.
    private func time(of message: JSON, sentAt: JSON?) throws(Refused) -> Instant {
        let given = Self.given(message["timestamp"]) ?? Self.given(message["originalTimestamp"])
        guard let text = given else { return receivedAt }
        guard let noted = text.string.flatMap({ Instant(iso8601Time: Array($0.utf8)) }) else {
            throw Refused("timestamp is not an ISO 8601 time with an offset or Z")
        }
        guard let sent = sentAt?.string.flatMap({ Instant(iso8601Time: Array($0.utf8)) }) else { return noted }
        return Instant(milliseconds: receivedAt.milliseconds - (sent.milliseconds - noted.milliseconds))
    }

    /// What is known of a user; RudderStack's SDKs say it in the context alone.
    private static func userTraits(of message: JSON) -> JSON? {
        let own = given(message["traits"]), traits = message["context"]?["traits"]
        return own?.members != nil || traits?.members == nil ? own : traits
    }

    /// A member whose value is null counts as left out.
    private static func given(_ value: JSON?) -> JSON? {
        if case .null = value { nil } else { value }
    }

    /// The traits that have a column, by column; those that nobody declared are left alone.
    ///
    /// A trait that is null or an empty text is emptied, as Segment has it.
    private mutating func traits(
        _ traits: JSON?, of owner: IngestDelivery.LeftOut.Owner, _ index: Int
    ) -> [String?] {
        let columns = owner == .user ? delivery.schema.users : delivery.schema.accounts
        var cells = [String?](repeating: nil, count: columns.names.count)
        // PHP writes an empty object as an empty list.
        if let traits, traits.members == nil, traits.elements?.isEmpty != true {
            leaveOut("traits", of: owner, index, "is no object")
        }
        guard let traits else { return cells }
        for member in traits.members ?? [] {
            guard let place = columns.place(of: member.key, among: traits) else { continue }
            let column = columns.names[place]
            if let fault = member.value.fault {
                leaveOut(column, of: owner, index, fault)
            } else {
                cells[place] = (place == columns.creation ? Self.instant(member.value) : member.value.plainText) ?? ""
            }
        }
        return cells
    }

    /// SDKs write a creation time as text, or as seconds or milliseconds since 1970, some of them within quotes.
    private static func instant(_ value: JSON) -> String? {
        let number: Int64
        switch value {
        case .integer(let whole): number = whole
        case .double(let fraction) where abs(fraction) < 1e15: number = Int64(fraction)
        case .string(let text) where text.utf8.count == 10 || text.utf8.count == 13:
            guard let whole = Int64(text) else { return text }
            number = whole
        default: return value.plainText
        }
        // Beyond the year 9999 it is no time.
        guard number.magnitude < 253_402_300_800_000 else { return value.plainText }
        return Instant(milliseconds: number.magnitude < 100_000_000_000 ? number &* 1000 : number).iso8601
    }
}

extension JSON {
    /// Why no cell can hold it, if so.
    fileprivate var fault: String? {
        switch self {
        case .array, .object: "is an object or a list"
        case .double(let number) where !number.isFinite: "is no finite number"
        case .unreadable(let reason, _): reason.rawValue
        // Much of what would read it takes it for the end of the text.
        case .string(let text) where text.utf8.contains(0): "holds a NUL character"
        default: nil
        }
    }
}
