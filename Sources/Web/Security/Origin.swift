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

/// A text as part of a query.
func percentEncoded(_ text: some StringProtocol) -> String {
    let digits = Array("0123456789ABCDEF")
    var encoded = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            encoded.append("%")
            encoded.append(digits[Int(byte >> 4)])
            encoded.append(digits[Int(byte & 15)])
        }
    }
    return encoded
}
