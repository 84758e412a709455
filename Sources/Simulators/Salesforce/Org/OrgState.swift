/// Everything of an organisation that can change.
struct OrgState: Sendable {
    var writeLog: [WriteEntry] = []
}
