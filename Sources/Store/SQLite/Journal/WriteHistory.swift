import Domain
import GRDB

/// What runs wrote into one field, and which of it undos have taken back, as the journal tells it in order.
///
/// The value alone does not say so: a run that wrote `b` over `c` has not written again when an earlier run's `b` comes back.
struct WriteHistory {
    /// Where a run's write stands among the others.
    enum Place {
        /// Nothing that stands was written over it.
        case top
        /// A later run's write stands over it.
        case buried
        /// An undo has taken it back.
        case takenBack
    }

    private struct Write {
        let run: Int64
        let before: String?
        let after: String?
    }

    /// Off where an undo cannot be undone itself.
    private let bringsBack: Bool
    private var standing: [Write] = []
    private var takenBack: [Write] = []

    init(bringsBack: Bool) { self.bringsBack = bringsBack }

    func place(of run: RunNumber) -> Place {
        if standing.last?.run == run.value { return .top }
        return standing.contains { $0.run == run.value } ? .buried : .takenBack
    }

    /// An undo takes back the last write that stands. One that fits only the other way round was the undo of an undo.
    mutating func take(_ row: Row) {
        let event = Write(run: row["run"], before: row["before"], after: row["after"])
        if row["code"] as String != OutcomeCode.undone.rawValue {
            standing.append(event)
            takenBack = []
        } else if let last = standing.last, last.before == event.after, last.after == event.before {
            takenBack.append(standing.removeLast())
        } else if bringsBack, let last = takenBack.last, last.before == event.before, last.after == event.after {
            standing.append(takenBack.removeLast())
        }
    }
}

/// One field of one of our records.
struct WrittenField: Hashable {
    let entity: String
    let record: String
    let field: String

    init(_ row: Row) {
        entity = row["entity"]
        record = row["record"]
        field = row["field"] ?? ""
    }
}

extension Database {
    /// The histories of the fields that a query names by entity, record and field, as some runs wrote them.
    ///
    /// - Parameter earlier: what is known of them from before these runs, in order.
    func writeHistories(
        of stage: StageName, fields: String, arguments: StatementArguments, in runs: Range<Int64>, bringsBack: Bool,
        after earlier: [Row] = []
    ) throws -> [WrittenField: WriteHistory] {
        let events = try Row.fetchCursor(
            self,
            sql: """
                SELECT run, entity, record, field, code, before, after FROM outcome
                WHERE run >= :first AND run < :end AND stage = :stage AND code IN ('updated', 'cleared', 'undone')
                    AND (entity, record, field) IN (\(fields))
                ORDER BY number
                """, arguments: arguments + ["first": runs.lowerBound, "end": runs.upperBound, "stage": stage.rawValue])
        var histories: [WrittenField: WriteHistory] = [:]
        for event in earlier {
            histories[WrittenField(event), default: WriteHistory(bringsBack: bringsBack)].take(event)
        }
        while let event = try events.next() {
            histories[WrittenField(event), default: WriteHistory(bringsBack: bringsBack)].take(event)
        }
        return histories
    }
}
