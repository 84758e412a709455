import Domain
import SyncEngine

/// What the next push would write, before it does.
struct PushPreviewPage: Sendable {
    var entity: Entity
    var preview: MappingPreview
    var isRunning: Bool
    var mayEdit: Bool
    var token: HTML

    static func load(_ visit: PageVisit, _ sources: PageSources) async throws -> PushPreviewPage {
        var preview = MappingPreview(entity: visit.entity)
        await preview.addPush(try await sources.host.configuration(), sources)
        return PushPreviewPage(
            entity: visit.entity, preview: preview, isRunning: await sources.host.isRunning(), mayEdit: visit.mayEdit,
            token: visit.token)
    }

    var answer: PageAnswer { .page(title: "Push preview", place: .runs, content: html) }

    var html: HTML {
        """
        \(RunsPage.tabs("/runs/preview"))
        \(EntityChoice.html("/runs/preview", entity))
        \(Parts.list(preview.notes, class: "notice warn"))
        <ul class="ribbon"><li><b>\(Figures.grouped(preview.push.counts.planned))</b>values would be written</li>
        <li><b>\(Figures.grouped(preview.push.counts.records))</b>records</li>
        <li><b>\(Figures.grouped(preview.push.counts.held))</b>held back</li>
        <li><b>\(Figures.grouped(preview.push.counts.collided))</b>collide</li>
        <li><b>\(Figures.grouped(preview.push.counts.refused))</b>refused</li></ul>
        \(preview.pushTable)\(preview.refusalTable)
        \("<form method=\"post\" action=\"/synchronize\">\(token)<input type=\"hidden\" name=\"stages\" value=\"push\"><button\(" disabled", if: isRunning || preview.push.counts.planned == 0) data-confirm=\"Write these values to Salesforce?\">Push now</button></form>", when: mayEdit)
        """
    }
}

/// Accounts or users, as links.
enum EntityChoice {
    static func html(_ path: String, _ current: Entity) -> HTML {
        let links = Entity.allCases.map { entity -> HTML in
            "<li><a href=\"\(path)?entity=\(entity.plural)\"\(" aria-current=\"true\"", if: entity == current)>\(Words.title(entity))</a></li>"
        }
        return "<ul class=\"inline chips\">\(links)</ul>"
    }
}
