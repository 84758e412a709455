import Domain

/// A number with its thousands apart: `1,234,567`.
func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return (number < 0 ? "-" : "") + text
}

/// A number of things: `1 record`, `1,234 records`.
package func counted(_ number: Int, _ thing: String) -> String {
    "\(grouped(number)) \(thing)\(number == 1 ? "" : "s")"
}

/// `73.5 %`
func percent(_ share: Double) -> String {
    plainText(of: (share * 1000).rounded() / 10) + " %"
}
