import GRDB

extension Database {
    /// Takes the next change number; call it once in each transaction that changes records.
    func nextRevision() throws -> Int64 {
        try execute(sql: "UPDATE revision SET last = last + 1")
        return try lastRevision()
    }

    func lastRevision() throws -> Int64 {
        try preparedValue("SELECT last FROM revision") ?? 0
    }
}
