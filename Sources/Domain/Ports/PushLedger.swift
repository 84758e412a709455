/// Names the day that a run measured last. Other days are measured for a look at them, which moves no push.
package let measuredDayBookmark = "measured"

/// What has been sent to Salesforce, what is about to be, and what a person has taken back.
///
/// An intent is written before its request and settled with the answer, so that a crash in between is seen at the next
/// start: the records in flight are read back, and only what still differs is sent again.
package protocol PushLedger: Sendable {
    /// The day whose KPIs to push: the given one if it has been measured, else nothing; without one, the day that a run
    /// measured last (`measuredDayBookmark`).
    func measuredDay(_ asOf: Day?) async throws -> Day?
    /// The fields of an object that a fetch reads; none where nothing of it has been fetched.
    func mirrorFields(of object: String) async throws -> [MirrorField]
    /// Writes an intent for every value that differs from what Salesforce last acknowledged.
    ///
    /// Looks only at records that changed since the last complete push, unless the plan itself has changed.
    func plan(_ plan: PushPlan, run: RunNumber) async throws -> PushCounts
    /// The same without writing anything, and with what would be refused; up to so many values are shown.
    func preview(_ plan: PushPlan, samples limit: Int) async throws -> PushPreview
    /// Intents whose answer is not known, record by record in id order, after the given id.
    func intents(object: String, job: JobFilter, after id: String?, records: Int) async throws -> [PushIntent]
    /// The objects that intents wait for: more than none at the start of a push means that the last one was killed.
    func openObjects() async throws -> [String]
    func openJobs(object: String) async throws -> [String]
    /// Notes the job that will carry these records, before anything is uploaded.
    func assign(job: String, object: String, ids: [String]) async throws
    /// Settles intents by their answers: written values become the acknowledged ones, refused ones an outcome.
    func settle(_ answers: [PushAnswer], object: String, run: RunNumber, now: Instant) async throws -> PushCounts
    /// Settles intents that were found in place on a read-back; the others are forgotten and planned anew.
    func settleReadBack(_ found: [PushIntent], missing: [PushIntent], run: RunNumber, now: Instant) async throws
    /// Takes intents away that cannot be sent, with the reason as their outcome.
    func refuse(_ refusals: [(intent: PushIntent, reason: String)], run: RunNumber) async throws
    /// Marks the push of this plan as complete: later ones look only at what has changed since its planning.
    func complete(_ plan: PushPlan, run: RunNumber) async throws
    /// Pairs of our records that claim one Salesforce record (D§9).
    func collisions(_ entity: Entity) async throws -> [PushCollision]
    /// A person's choice of the record that may write to a Salesforce record that several claim.
    func chooseWinner(_ entity: Entity, salesforceID: String, record: String?) async throws
    /// `PX_` values that someone changed in Salesforce after we wrote them.
    func drift(_ entity: Entity, object: String, limit: Int) async throws -> [PushDrift]
    /// The objects in whose records something stands as a push run wrote it.
    func objectsWritten(by run: RunNumber) async throws -> [String]
    /// What stands as a push run wrote it, record by record in id order, after the given id: what undo gives back.
    func written(by run: RunNumber, object: String, after id: String?, records: Int) async throws -> [PushedValue]
    /// What a push run wrote, a later one wrote over and an undo has brought back: it stands again.
    func broughtBack(of run: RunNumber) async throws -> [PushedValue]
    /// How many of a run's values later runs have written over.
    func writtenOver(since run: RunNumber) async throws -> Int
    /// Whether anything stands as a push run wrote it.
    func hasWritten(in run: RunNumber) async throws -> Bool
    /// After an undo: the old value is back, and the field is held until a person lifts the hold; or it was left, for a
    /// reason.
    func release(_ restored: [PushedValue], left: [LeftValue], run: RunNumber, now: Instant) async throws
    func holds() async throws -> [PushHold]
    /// - Parameter id: in either form; throws a `PlainError` where it is none.
    func liftHolds(object: String?, id: String?) async throws -> Int
}

package enum JobFilter: Sendable, Hashable {
    case unassigned
    case job(String)
}

/// What a push found and did, in values.
package struct PushCounts: Sendable, Hashable {
    package var planned = 0
    package var records = 0
    package var held = 0
    /// Records whose claim is not written, because others claim the same one of theirs.
    package var collided = 0
    package var written = 0
    package var cleared = 0
    package var refused = 0
    /// Records of which a value was refused.
    package var refusedRecords = 0
    /// Refused for now: a later try may succeed without anybody changing anything.
    package var transient = 0

    package init() {}
}

package struct PushCollision: Sendable, Hashable {
    package let salesforceID: String
    /// Our records, by id.
    package let records: [String]
    package let winner: String?

    package init(salesforceID: String, records: [String], winner: String?) {
        self.salesforceID = salesforceID
        self.records = records
        self.winner = winner
    }
}

package struct PushDrift: Sendable, Hashable {
    package let id: String
    package let field: String
    package let ours: String
    package let theirs: String

    package init(id: String, field: String, ours: String, theirs: String) {
        self.id = id
        self.field = field
        self.ours = ours
        self.theirs = theirs
    }
}

package struct PushedValue: Sendable, Hashable {
    package let entity: Entity
    package let object: String
    package let id: String
    package let record: String
    package let field: String
    package let value: Value
    package let before: Value

    package init(
        entity: Entity, object: String, id: String, record: String, field: String, value: Value, before: Value
    ) {
        self.entity = entity
        self.object = object
        self.id = id
        self.record = record
        self.field = field
        self.value = value
        self.before = before
    }
}

/// A pushed value that an undo did not give back.
package struct LeftValue: Sendable, Hashable {
    package let value: PushedValue
    package let code: OutcomeCode
    package let reason: String

    package init(_ value: PushedValue, _ code: OutcomeCode, _ reason: String) {
        self.value = value
        self.code = code
        self.reason = reason
    }
}

package struct PushHold: Sendable, Hashable {
    package let object: String
    package let id: String
    package let field: String
    package let since: RunNumber

    package init(object: String, id: String, field: String, since: RunNumber) {
        self.object = object
        self.id = id
        self.field = field
        self.since = since
    }
}
