/// When the stages run, in minutes after midnight GMT (D§3); empty means never.
package struct Schedule: Sendable, Hashable {
    package var fetch: [Int] = [0]
    /// Match, then map.
    package var map: [Int] = [4 * 60]
    /// Measure, then push.
    package var push: [Int] = [3 * 60, 11 * 60, 19 * 60]

    package init() {}
}
