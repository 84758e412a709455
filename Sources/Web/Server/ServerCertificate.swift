import Domain
import Foundation
package import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Synchronization

/// The certificate and key of our own TLS, taken anew when their files change: a renewal needs no restart.
package final class ServerCertificate: Sendable {
    private struct Held {
        var chain: [NIOSSLCertificateSource]
        var key: NIOSSLPrivateKeySource
        var changedAt: [Date]
    }

    private let chainFile: String
    private let keyFile: String
    private let log: Logger
    private let held: Mutex<Held>
    /// How soon a changed file is seen.
    private static let freshness = Duration.seconds(5)

    /// - Throws: a sentence, where a file cannot be read or the two do not belong together.
    package init(chain chainFile: String, key keyFile: String, log: Logger) throws {
        self.chainFile = chainFile
        self.keyFile = keyFile
        self.log = log
        held = Mutex(try Self.read(chainFile, keyFile))
    }

    /// TLS from 1.2 on; each handshake asks for the present certificate.
    var configuration: TLSConfiguration {
        let (chain, key) = held.withLock { ($0.chain, $0.key) }
        var configuration = Self.configuration(chain, key)
        configuration.sslContextCallback = { [self] _, promise in
            let (chain, key) = held.withLock { ($0.chain, $0.key) }
            var override = NIOSSLContextConfigurationOverride()
            override.certificateChain = chain
            override.privateKey = key
            promise.succeed(override)
        }
        return configuration
    }

    /// Looks after the files until its task is cancelled.
    ///
    /// Never while a handshake is under way: what fails here would stand in the error queue that TLS reads there.
    func watch() async {
        while (try? await Task.sleep(for: Self.freshness)) != nil {
            guard Self.changes(chainFile, keyFile) != held.withLock({ $0.changedAt }) else { continue }
            do {
                let read = try Self.read(chainFile, keyFile)
                held.withLock { $0 = read }
                log.notice("certificate renewed")
            } catch {
                // The files may just be being replaced, one after the other: the next look sees both.
                log.error("certificate not renewed", metadata: ["reason": "\((error as? PlainError)?.advice ?? "")"])
            }
        }
    }

    private static func read(_ chainFile: String, _ keyFile: String) throws -> Held {
        let changedAt = changes(chainFile, keyFile)
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(chainFile).map { NIOSSLCertificateSource.certificate($0) }
            let key = NIOSSLPrivateKeySource.privateKey(try NIOSSLPrivateKey(file: keyFile, format: .pem))
            _ = try NIOSSLContext(configuration: configuration(chain, key))
            return Held(chain: chain, key: key, changedAt: changedAt)
        } catch {
            throw PlainError(
                "\(chainFile) and \(keyFile) cannot be used: both are to be PEM files that this user may read, the "
                    + "key unencrypted and the one of the first certificate.")
        }
    }

    private static func configuration(
        _ chain: [NIOSSLCertificateSource], _ key: NIOSSLPrivateKeySource
    ) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }

    private static func changes(_ files: String...) -> [Date] {
        files.map { file in
            (try? FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date) ?? .distantPast
        }
    }
}

/// Watches over the certificate for as long as the server serves.
struct CertificateService: Service {
    let certificate: ServerCertificate

    func run() async throws {
        await cancelWhenGracefulShutdown { await certificate.watch() }
    }
}
