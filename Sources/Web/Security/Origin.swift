import HTTPTypes
import Hummingbird

/// Where a browser says that a form was shown: only our own pages may send us forms.
struct Origin {
    let request: Request

    init(_ request: Request) {
        self.request = request
    }

    func requireOurs() throws {
        if let site = request.headers[.fetchSite], site != "same-origin", site != "none" { throw Self.foreign }
        guard let origin = request.headers[.origin] else { return }
        let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].hasSuffix(":"), parts[1].isEmpty,
            request.head.authority.map({ parts[2] == $0 }) == true
        else { throw Self.foreign }
    }

    private static var foreign: Problem {
        Problem(.forbidden, "foreign_origin", "This form was sent from another site.")
    }
}
