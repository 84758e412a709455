/// A failure that a sentence explains and only a person can mend.
package struct PlainError: RemediableError {
    package let advice: String
    package let remedy: Remedy

    package init(_ advice: String, remedy: Remedy = .failRun) {
        self.advice = advice
        self.remedy = remedy
    }
}
