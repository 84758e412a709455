import ArgumentParser
import Domain

/// What a file may hold (docs/files.md).
enum ImportKind: String, CaseIterable, ExpressibleByArgument {
    case accounts, users, persons
    case accountPersons = "account-persons"
    case domains
    case events, nps, engagements
    case engagementViews = "engagement-views"
    case features
    case communityUsers = "community-users"
    case communityContent = "community-content"
    case communityActivity = "community-activity"

    var communityKind: CommunityKind? { CommunityKind(rawValue: rawValue) }
    var recordKind: RecordKind? { RecordKind(rawValue: rawValue) }
}
