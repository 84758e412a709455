package import Domain
import Synchronization

/// Takes an export in and holds it as text.
package final class ExportedTable: Sendable {
    private let content = Mutex<(header: [String], rows: [[String]])>(([], []))

    package init() {}

    package var header: [String] { content.withLock { $0.header } }
    package var rows: [[String]] { content.withLock { $0.rows } }

    package func take(_ part: ExportPart) {
        content.withLock { content in
            switch part {
            case .header(let names): content.header = names
            case .rows(let batch): content.rows += batch.rows
            }
        }
    }
}
