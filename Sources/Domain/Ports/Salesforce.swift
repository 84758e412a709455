/// A Salesforce org, as the engine sees it: whole pages and batches, never a call per row.
///
/// Every error thrown is a `RemediableError`. Transient faults (429, 5xx, dropped connections, an expired session)
/// have already been retried when an error arrives here.
package protocol Salesforce: Sendable {
    /// The org's clock, from the `Date` header of an answer.
    func serverTime() async throws -> Instant
    func describe(_ object: String) async throws -> ObjectDescription
    /// The names of all objects that the authorised user can query.
    func objectNames() async throws -> [String]
    func quota() async throws -> SalesforceQuota
    /// `SELECT count() FROM …`.
    func count(_ soql: String) async throws -> Int
    /// REST query, page by page. Columns come in the order of `fields`, which `soql` must select in that order.
    func query(_ soql: String, fields: [String], includingDeleted: Bool) -> any SalesforcePages
    /// Starts a Bulk API 2.0 query job and returns its id at once.
    func startBulkQuery(_ soql: String, includingDeleted: Bool) async throws -> String
    /// Waits for a bulk query job; returns the number of records, or nothing if the org no longer knows the job.
    func awaitBulkQuery(_ job: String) async throws -> Int?
    /// The results of a complete job from a locator on (nothing: from the start).
    func bulkResults(_ job: String, fields: [String], from locator: String?) -> any SalesforcePages
    /// Updates up to 200 records by sObject Collections; the answers are in the order of the rows.
    func update(_ rows: PushRows) async throws -> [PushAnswer]
    /// Starts a Bulk API 2.0 update job and returns its id before anything is uploaded.
    func startBulkUpdate(object: String, fields: [String]) async throws -> String
    /// Uploads the rows and closes the job; refused with `isAlreadyUploaded` if that has happened before.
    func uploadBulkUpdate(_ job: String, rows: PushRows) async throws
    /// Waits for the job; answers by Salesforce id (their order is not that of the upload), or nothing if the org no
    /// longer knows the job or it never got its data.
    func awaitBulkUpdate(_ job: String) async throws -> [PushAnswer]?
    /// Present values of some records by id: after a crash, before an undo. Rows that are gone are left out.
    func retrieve(object: String, ids: [String], fields: [String]) async throws -> TextBatch
}

/// Pages of rows as they arrive.
package protocol SalesforcePages: Sendable {
    /// The next part, or nothing at the end. A part is at most some thousand rows, so that memory stays bounded.
    mutating func next() async throws -> SalesforcePart?
}

/// Some rows of a page, and what is known once the page has ended.
package struct SalesforcePart: Sendable {
    package var rows: TextBatch
    /// Set on the last part of a page.
    package var endOfPage: PageEnd?

    package struct PageEnd: Sendable {
        /// Where the next page begins; nothing on the last page.
        package var locator: String?
        /// How many records the server said the page has.
        package var recordCount: Int

        package init(locator: String?, recordCount: Int) {
            self.locator = locator
            self.recordCount = recordCount
        }
    }

    package init(rows: TextBatch, endOfPage: PageEnd? = nil) {
        self.rows = rows
        self.endOfPage = endOfPage
    }
}

/// Records to update: an id and the new values, in columns.
package struct PushRows: Sendable {
    package let object: String
    /// The fields after the id, in the order of the values.
    package let fields: [FieldDescription]
    package var ids: [String] = []
    /// One row per id; `nil` leaves the field as it is, `.null` clears it (S§10).
    package var values: [[Value?]] = []

    package init(object: String, fields: [FieldDescription]) {
        self.object = object
        self.fields = fields
    }
}

/// What Salesforce said about one record of a push.
package struct PushAnswer: Sendable, Hashable {
    package let id: String
    /// Nothing where the record was written.
    package let fault: Fault?
    /// The fields that the fault is about, where the record's other values are still to be sent without them.
    package private(set) var blamed: [String] = []

    package struct Fault: Sendable, Hashable {
        /// `STRING_TOO_LONG`, `UNABLE_TO_LOCK_ROW`, … (S§3).
        package let code: String
        package let message: String
        package let fields: [String]
        /// A later try may succeed without anybody changing anything.
        package let isTransient: Bool

        package init(code: String, message: String, fields: [String], isTransient: Bool) {
            self.code = code
            self.message = message
            self.fields = fields
            self.isTransient = isTransient
        }
    }

    package init(id: String, fault: Fault? = nil) {
        self.id = id
        self.fault = fault
    }

    package func blaming(_ fields: [String]) -> PushAnswer {
        var answer = self
        answer.blamed = fields
        return answer
    }
}

/// The org's daily API requests (S§12).
package struct SalesforceQuota: Sendable, Hashable {
    package let used: Int
    package let limit: Int

    package init(used: Int, limit: Int) {
        self.used = used
        self.limit = limit
    }

    package var usedShare: Double { limit > 0 ? Double(used) / Double(limit) : 0 }
}
