// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    traits: [.trait(name: "PostgreSQL", description: "The part postgres, with the system's libpq.")],
    dependencies: [
        .package(
            name: "throughline",
            path: "..",
            traits: [.defaults, .trait(name: "PostgreSQL", condition: .when(traits: ["PostgreSQL"]))]
        ),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
    ],
    targets: [
        .executableTarget(
            name: "Bench",
            dependencies: [
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "MetricRecording", package: "throughline"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "OTLP", package: "throughline"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "SemanticConventions", package: "throughline"),
                .product(name: "SpanRecording", package: "throughline"),
                .product(name: "Throughline", package: "throughline"),
                .product(name: "ThroughlineGRDB", package: "throughline"),
                .product(name: "ThroughlineHummingbird", package: "throughline"),
                .product(name: "ThroughlineInbox", package: "throughline"),
                .product(name: "ThroughlineJobs", package: "throughline"),
                .product(
                    name: "ThroughlineJobsPostgres",
                    package: "throughline",
                    condition: .when(traits: ["PostgreSQL"])
                ),
                .product(name: "ThroughlineMail", package: "throughline"),
                .product(name: "ThroughlineViewer", package: "throughline"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        )
    ],
    swiftLanguageModes: [.v6]
)
