import Testing
import Web

@Suite struct FormValuesTests {
    @Test(arguments: [
        ("a=1&b=x+y%21", ["a": "1", "b": "x y!"]), ("a=%zz&b", ["a": "%zz", "b": ""]), ("a=1&a=2", ["a": "2"]),
        ("n=%E6%97%A5", ["n": "日"]), ("", [:]),
    ])
    func `an encoded form is read as it was filled in`(text: String, expected: [String: String]) {
        let form = FormValues(encoded: text)
        for (name, value) in expected { #expect(form[name] == value) }
        #expect(Set(form.pairs.map(\.name)) == Set(expected.keys))
    }

    @Test(arguments: ["plain", "a&b=c", "100 % + 日本", "x\"'<>"])
    func `what is put into an address comes out again`(value: String) {
        var form = FormValues()
        form.add("v", value)
        #expect(FormValues(encoded: form.query.dropFirst())["v"] == value)
    }
}
