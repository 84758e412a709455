import Connectors
import Domain
import Foundation
import Store
import SyncEngine

extension Composition {
    func loader(of kind: ImportKind) -> any RowLoader {
        if let records = RecordKind(rawValue: kind.rawValue) {
            return RecordLoader(store: store, kind: records, attributes: configuration.attributes)
        }
        if let community = kind.communityKind { return CommunityLoader(store: store, kind: community) }
        return FactLoader(
            store: store, kind: FactKind(rawValue: kind.rawValue) ?? .events,
            zone: WorkspaceZone(named: configuration.workspace.timeZone))
    }
}
