import Foundation

/// The forms of text outside ASCII: the slow path of every normaliser.
extension String {
    var canonical: String { precomposedStringWithCanonicalMapping }
    var compatible: String { precomposedStringWithCompatibilityMapping }
    var decomposed: String { decomposedStringWithCompatibilityMapping }

    /// Case taken away scalar by scalar: `ß` and `ẞ` become `ss`, every sigma the same one, the dotless i stays itself.
    var caseFolded: String {
        var folded = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar == "ı" {
                folded.append(scalar)
            } else {
                for lower in scalar.properties.lowercaseMapping.unicodeScalars {
                    for upper in lower.properties.uppercaseMapping.unicodeScalars {
                        folded.append(contentsOf: upper.properties.lowercaseMapping.unicodeScalars)
                    }
                }
            }
        }
        return String(folded)
    }

    var trimmedSpace: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    /// Trimmed, and every run of white space one blank.
    var collapsedSpace: String {
        var collapsed = String.UnicodeScalarView()
        for scalar in trimmedSpace.unicodeScalars {
            if !scalar.properties.isWhitespace {
                collapsed.append(scalar)
            } else if collapsed.last != " " {
                collapsed.append(" ")
            }
        }
        return String(collapsed)
    }
}
