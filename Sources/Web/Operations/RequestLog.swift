import HTTPTypes
import Hummingbird
import Logging

/// A log line and a measure for each request: the route and never the address asked for, which may hold personal data.
struct RequestLog: RouterMiddleware {
    typealias Context = HubRequestContext

    let log: Logger
    let meters: Meters

    func handle(
        _ request: Request, context: HubRequestContext,
        next: (Request, HubRequestContext) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        let response = try await next(request, context)
        let duration = ContinuousClock.now - began
        let route = context.endpointPath ?? "unknown"
        meters.answered(
            method: request.method.rawValue, route: route, status: Int(response.status.code), after: duration)
        log.info(
            "answered",
            metadata: [
                "method": "\(request.method)", "route": "\(route)",
                "status": .stringConvertible(response.status.code),
                "milliseconds": .stringConvertible((duration / .microseconds(10)).rounded() / 100),
            ])
        return response
    }
}
