// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let grdb: [Target.Dependency] = [
    .product(name: "GRDB", package: "GRDB.swift"),
    .product(name: "GRDBSQLite", package: "GRDB.swift"),
]
let http: [Target.Dependency] = [
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOFoundationCompat", package: "swift-nio"),
]
let hummingbird: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]

let package = Package(
    name: "crosswalk",
    products: [
        .executable(name: "crosswalk", targets: ["crosswalk"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        // The C library's options for memory, which Swift's module of it leaves out.
        .systemLibrary(name: "CMalloc"),
        // Reference lists (public suffixes, mail providers, legal forms), embedded byte for byte.
        .target(name: "DomainData", exclude: ["lists"]),
        .target(name: "Domain", dependencies: ["DomainData"], swiftSettings: strict),
        .target(name: "Cryptography", dependencies: ["CLibcrypto"], swiftSettings: strict),
        .target(
            name: "Connectors",
            dependencies: [
                "Cryptography", "Domain", "CMalloc", "CZlib", .product(name: "Logging", package: "swift-log"),
            ] + http,
            swiftSettings: strict),
        .target(name: "Store", dependencies: ["Domain"] + grdb, swiftSettings: strict),
        .target(
            name: "SyncEngine",
            dependencies: ["Domain", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),
        .target(name: "SimulatorData", exclude: ["json", "NOTICE.md"]),
        .target(
            name: "Simulators",
            dependencies: [
                "Cryptography", "CZlib", "SimulatorData",
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ] + hummingbird, swiftSettings: strict),
        // What pages load, embedded so that the binary needs nothing beside it.
        .target(name: "WebAssets"),
        .target(
            name: "Web",
            dependencies: [
                "SyncEngine", "Cryptography", "Domain", "CZlib", "WebAssets",
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ] + hummingbird,
            exclude: ["Assets"], swiftSettings: strict),
        // The demo's organisation, embedded so that the binary needs nothing beside it.
        .target(name: "DemoData", exclude: ["files"]),
        .executableTarget(
            name: "crosswalk",
            dependencies: [
                "Cryptography", "Domain", "Connectors", "Store", "SyncEngine", "Simulators", "DemoData", "Web",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Yams", package: "Yams"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "bench",
            dependencies: [
                "Domain", "Connectors", "SyncEngine", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .target(name: "TestSupport", dependencies: ["Domain"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "DomainTests", dependencies: ["Domain", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "CryptographyTests", dependencies: ["Cryptography", "CLibcrypto"], swiftSettings: strict),
        .testTarget(name: "StoreTests", dependencies: ["Store", "Domain", "TestSupport"] + grdb, swiftSettings: strict),
        .testTarget(
            name: "SyncEngineTests",
            dependencies: [
                "SyncEngine", "Store", "Connectors", "Simulators", "Domain", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ] + grdb,
            swiftSettings: strict),
        .testTarget(
            name: "ConnectorsTests",
            dependencies: [
                "Connectors", "Cryptography", "Domain", "TestSupport", .product(name: "Logging", package: "swift-log"),
            ] + http, swiftSettings: strict),
        .testTarget(name: "SimulatorsTests", dependencies: ["Simulators", "Cryptography"], swiftSettings: strict),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Web", "Store", "SyncEngine", "Domain", "TestSupport",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ] + hummingbird,
            exclude: ["Pages/Snapshots"], swiftSettings: strict),
        .testTarget(
            name: "CrosswalkTests", dependencies: ["crosswalk", "Store", "Domain", "DemoData", "TestSupport"] + grdb,
            swiftSettings: strict),
    ],
    cLanguageStandard: .c2x
)
