/// Values that the new type of their attribute cannot hold.
package struct AttributeLoss: Sendable, Hashable {
    /// With its new type.
    package let attribute: AttributeDefinition
    /// The type that it has now.
    package let present: AttributeType
    package let values: Int
    /// A few of them, by the ids of their records.
    package let examples: [Example]

    package struct Example: Sendable, Hashable {
        package let record: String
        package let value: String

        package init(record: String, value: String) {
            self.record = record
            self.value = value
        }
    }

    package init(attribute: AttributeDefinition, present: AttributeType, values: Int, examples: [Example]) {
        self.attribute = attribute
        self.present = present
        self.values = values
        self.examples = examples
    }

    /// Such as `attributes.account.seats: 2 values do not convert from string to number and would be lost: a1 "many", …`.
    package var sentence: String { text("would be lost") }

    /// The same, once it is done.
    package var outcome: String { text(values == 1 ? "was lost" : "were lost") }

    private func text(_ fate: String) -> String {
        let shown = examples.map { "\($0.record) \"\($0.value.prefix(40))\"" } + (values > examples.count ? ["…"] : [])
        return "attributes.\(attribute.entity.rawValue).\(attribute.apiName): "
            + (values == 1 ? "1 value does not convert" : "\(values) values do not convert")
            + " from \(present.rawValue) to \(attribute.type.rawValue) and \(fate): \(shown.joined(separator: ", "))"
    }
}

extension [AttributeLoss] {
    /// Why a catalogue is not taken, and what to do.
    package var refusal: PlainError {
        PlainError(
            (map(\.sentence) + [
                "Nothing was changed. Mend those values, or keep the type; or accept the loss with "
                    + "`crosswalk config apply --accept-losses FILE`."
            ]).joined(separator: "\n"))
    }
}
