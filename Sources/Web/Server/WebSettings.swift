package import Domain

/// How the server was started.
package struct WebSettings: Sendable {
    package var host = "127.0.0.1"
    package var port = 8800
    /// A proxy stands before us, whose `X-Forwarded-…` headers tell the truth.
    package var trustsProxy = false
    /// The address under which browsers reach us, where it is not what they send as Host.
    package var publicURL: String?
    /// Of scrypt, as a power of two; tests take a small one.
    package var passwordCost = 15
    package var runsSchedule = true
    /// The day from which runs measure and reports look back, where sample data ends before today.
    package var asOf: Day?
    /// What is configured on pages may point into this network, as it must for a simulator.
    package var allowsPrivateHosts = false
    /// Of our own TLS; without it we speak plain HTTP, with browsers or with a proxy.
    package var certificate: ServerCertificate?

    package init() {}
}
