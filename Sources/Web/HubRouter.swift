package import Hummingbird

/// Every route: a table of contents. Who may use a route stands with the route, and the gate sees to it.
package struct HubRouter: Sendable {
    package let hub: Hub

    package init(_ hub: Hub) {
        self.hub = hub
    }

    package var routes: [HubRoute] {
        Asset.all.map(\.route)
            + HealthRoutes(hub: hub).routes
            + DoorRoutes(hub: hub).routes
            + AuthorizeRoutes(hub: hub).routes
            + IngestRoutes(hub: hub).routes
            + WorkspaceRoutes(hub: hub).routes
            + RunRoutes(hub: hub).routes
            + RecordRoutes(hub: hub).routes
            + KPIRoutes(hub: hub).routes
            + PreviewRoutes(hub: hub).routes
            + UpkeepRoutes(hub: hub).routes
            + CommunityRoutes(hub: hub).routes
            + DomainRoutes(hub: hub).routes
            + MemberRoutes(hub: hub).routes
            + FieldRoutes(hub: hub).routes
            + KeepingRoutes(hub: hub).routes
            + PeopleRoutes(hub: hub).routes
            + PageRoutes(hub: hub).routes
            + SettingsRoutes(hub: hub).routes
    }

    /// Whether the address of a form's target is a page's too.
    func hasPage(_ path: String) -> Bool { routes.contains { $0.method == .get && $0.path == path } }

    package func router() -> Router<HubRequestContext> {
        let router = Router(context: HubRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            SecurityHeaders(isSecure: hub.settings.certificate != nil)
            RequestLog(log: hub.log, meters: hub.meters)
            ForeignOrigins()
            UnknownPaths(hub: hub)
        }
        for route in routes {
            let gate = RouteGate(hub: hub, route: route)
            router.on(RouterPath(route.path), method: route.method) { request, context in
                await gate.answer(request, context)
            }
        }
        return router
    }
}
