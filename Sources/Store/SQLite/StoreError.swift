package import Domain
package import GRDB

/// A failure of the hub's file, in words that say what to do about it.
package struct StoreError: RemediableError {
    package let advice: String
    package let remedy: Remedy

    package init(_ error: DatabaseError, path: String) {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        remedy = .failRun
        advice =
            switch error.resultCode {
            case .SQLITE_FULL:
                "The disk is full: \(file) could not be written. Free some space, then run the command again; nothing that was confirmed is lost."
            case .SQLITE_READONLY, .SQLITE_PERM:
                "\(file) is read-only. Give this user write permission on the file and its folder, then run the command again."
            case .SQLITE_CANTOPEN:
                "\(file) cannot be opened. Check that the folder exists and that this user may write to it."
            case .SQLITE_NOTADB:
                "\(file) is not a Crosswalk database. Point --workspace at a workspace folder, or restore a backup."
            case .SQLITE_CORRUPT:
                "\(file) is damaged. Restore the newest backup with `crosswalk restore FILE`."
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                "\(file) is in use by another program. Wait for it to finish, then run the command again."
            case .SQLITE_IOERR:
                "Reading or writing \(file) failed (\(error.extendedResultCode)). Check the disk, then run the command again."
            default:
                "The database \(file) refused a statement: \(error.message ?? "unknown error") (\(error.extendedResultCode))."
            }
    }
}
