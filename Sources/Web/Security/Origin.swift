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
        let host = origin.split(separator: "/").last.map(String.init)
        guard host == request.head.authority else { throw Self.foreign }
    }

    private static var foreign: Problem {
        Problem(.forbidden, "foreign_origin", "This form was sent from another site.")
    }
}
