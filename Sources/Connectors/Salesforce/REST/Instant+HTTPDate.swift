package import Domain
import Foundation

extension Instant {
    package static var present: Instant {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, the form of HTTP's dates.
    init?(httpDate text: String) {
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "," })
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let padded = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        self.init(iso8601: "\(parts[3])-\(padded)-\(parts[1])T\(parts[4])Z")
    }
}
