// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "throughline",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Throughline", targets: ["Throughline"]),
        .library(name: "ThroughlineHTTP", targets: ["ThroughlineHTTP"]),
        .library(name: "ThroughlineHummingbird", targets: ["ThroughlineHummingbird"]),
        .library(name: "ThroughlinePrometheus", targets: ["ThroughlinePrometheus"]),
        .library(name: "ThroughlineAsyncHTTPClient", targets: ["ThroughlineAsyncHTTPClient"]),
        .library(name: "ThroughlineSQL", targets: ["ThroughlineSQL"]),
        .library(name: "ThroughlineGRDB", targets: ["ThroughlineGRDB"]),
        .library(name: "ThroughlineMail", targets: ["ThroughlineMail"]),
        .library(name: "ThroughlineJobs", targets: ["ThroughlineJobs"]),
        .library(name: "ThroughlineInbox", targets: ["ThroughlineInbox"]),
        .library(name: "ThroughlineTesting", targets: ["ThroughlineTesting"]),
        .library(name: "ThroughlineViewer", targets: ["ThroughlineViewer"]),
        .library(name: "SpanRecording", targets: ["SpanRecording"]),
        .library(name: "MetricRecording", targets: ["MetricRecording"]),
        .library(name: "SemanticConventions", targets: ["SemanticConventions"]),
        .library(name: "OTLP", targets: ["OTLP"]),
        .executable(name: "throughline", targets: ["ThroughlineCommand"]),
        .executable(name: "shop", targets: ["Shop"]),
        .executable(name: "demo", targets: ["Demo"]),
    ],
    traits: [
        .trait(
            name: "ConfigurationFile",
            description: "Declarative configuration in YAML (OTEL_CONFIG_FILE), with Yams."
        ),
        .default(enabledTraits: ["ConfigurationFile"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.36.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        // The wire and the words: no I/O, no dependencies.
        .target(name: "OTLP", swiftSettings: settings),
        .target(name: "SemanticConventions", swiftSettings: settings),
        .target(name: "WireText", swiftSettings: settings),

        // What instrumentations are written against.
        .target(
            name: "SpanRecording",
            dependencies: [
                "SemanticConventions",
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),

        .target(
            name: "MetricRecording",
            dependencies: [
                "SemanticConventions", "SpanRecording",
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: settings
        ),

        // The SDK that an application's main() starts.
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(name: "Gzip", dependencies: ["CZlib"], swiftSettings: settings),
        .target(
            name: "Throughline",
            dependencies: [
                "OTLP", "SemanticConventions", "SpanRecording", "MetricRecording", "WireText", "Gzip",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "Yams", package: "Yams", condition: .when(traits: ["ConfigurationFile"])),
            ],
            swiftSettings: settings
        ),

        // The SDK's metrics as a route.
        .target(
            name: "ThroughlinePrometheus",
            dependencies: [
                "Throughline",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),

        // Instrumentations: they never import the SDK.
        .target(
            name: "ThroughlineHTTP",
            dependencies: [
                "SemanticConventions", "SpanRecording", "MetricRecording", "WireText",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "ThroughlineHummingbird",
            dependencies: [
                "ThroughlineHTTP", "SemanticConventions", "SpanRecording", "MetricRecording",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),

        .target(
            name: "ThroughlineAsyncHTTPClient",
            dependencies: [
                "ThroughlineHTTP", "SemanticConventions", "SpanRecording", "MetricRecording", "WireText",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "ThroughlineSQL",
            dependencies: [
                "SemanticConventions", "SpanRecording", "MetricRecording", "WireText",
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),
        .target(name: "CSQLiteTracing"),
        .target(
            name: "ThroughlineGRDB",
            dependencies: [
                "CSQLiteTracing", "ThroughlineSQL", "SemanticConventions", "SpanRecording", "MetricRecording",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),

        .target(
            name: "ThroughlineMail",
            dependencies: [
                "SemanticConventions", "SpanRecording", "MetricRecording", "WireText",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "ThroughlineJobs",
            dependencies: [
                "SemanticConventions", "SpanRecording", "MetricRecording", "Gzip",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),

        .target(
            name: "ThroughlineInbox",
            dependencies: [
                "ThroughlineJobs", "ThroughlineHummingbird", "ThroughlineHTTP", "ThroughlineAsyncHTTPClient",
                "SemanticConventions", "SpanRecording", "MetricRecording", "WireText",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),

        // For the tests of applications.
        .target(
            name: "ThroughlineTesting",
            dependencies: [
                "ThroughlineJobs",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),

        // The other end of the wire: it never imports the SDK either.
        .target(
            name: "ThroughlineViewer",
            dependencies: [
                "OTLP", "Gzip", "WireText",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "ThroughlineCommand",
            dependencies: [
                "ThroughlineInbox", "ThroughlineJobs", "ThroughlineViewer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),

        // Starts programs, for the demo and the tests.
        .target(name: "Spawning", swiftSettings: settings),

        // Examples: written as a user would write them.
        .executableTarget(
            name: "Shop",
            dependencies: [
                "SpanRecording", "Throughline", "ThroughlineAsyncHTTPClient", "ThroughlineGRDB",
                "ThroughlineHummingbird", "ThroughlineInbox", "ThroughlineJobs", "ThroughlineMail",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Examples/Shop",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "Demo",
            dependencies: [
                "OTLP", "Spawning", "ThroughlineViewer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Examples/Demo",
            swiftSettings: settings
        ),

        // Tests.
        .target(
            name: "TestSupport",
            dependencies: [
                "SemanticConventions", "SpanRecording", "Spawning", "Throughline", "ThroughlineHTTP",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        .testTarget(name: "OTLPTests", dependencies: ["OTLP"], swiftSettings: settings),
        .testTarget(name: "WireTextTests", dependencies: ["WireText"], swiftSettings: settings),
        .testTarget(name: "GzipTests", dependencies: ["Gzip"], swiftSettings: settings),
        .testTarget(
            name: "ThroughlineTests",
            dependencies: [
                "TestSupport", "Throughline", "OTLP", "SpanRecording", "MetricRecording", "SemanticConventions", "Gzip",
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "MetricRecordingTests",
            dependencies: [
                "MetricRecording", "SpanRecording", "SemanticConventions",
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ThroughlineHTTPTests",
            dependencies: [
                "TestSupport", "ThroughlineHTTP", "SpanRecording", "SemanticConventions", "MetricRecording",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ThroughlineHummingbirdTests",
            dependencies: [
                "TestSupport", "Spawning", "ThroughlineHummingbird", "ThroughlinePrometheus", "ThroughlineHTTP",
                "Throughline", "OTLP",
                "SpanRecording", "SemanticConventions", "MetricRecording",
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ThroughlineAsyncHTTPClientTests",
            dependencies: [
                "TestSupport", "ThroughlineAsyncHTTPClient", "ThroughlineHTTP", "Throughline", "OTLP", "SpanRecording",
                "SemanticConventions", "MetricRecording",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ThroughlineSQLTests",
            dependencies: [
                "TestSupport", "ThroughlineSQL", "SpanRecording", "SemanticConventions", "MetricRecording",
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ThroughlineGRDBTests",
            dependencies: [
                "ThroughlineGRDB", "ThroughlineSQL", "SpanRecording", "SemanticConventions", "MetricRecording",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),
        // What a process that is killed leaves for a test to look at.
        .target(
            name: "Evidence",
            dependencies: [
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            path: "Tests/Evidence",
            swiftSettings: settings
        ),
        // A worker that tests start as a process of its own, and kill.
        .executableTarget(
            name: "JobsTestWorker",
            dependencies: [
                "Evidence", "ThroughlineJobs",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Tests/JobsTestWorker",
            swiftSettings: settings
        ),
        .testTarget(
            name: "ThroughlineJobsTests",
            dependencies: [
                "TestSupport", "Spawning", "Evidence", "ThroughlineJobs", "JobsTestWorker", "ThroughlineCommand",
                "Throughline", "OTLP", "SpanRecording", "SemanticConventions", "MetricRecording", "Gzip",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),
        // An inbox that tests start as a process of its own, and kill.
        .executableTarget(
            name: "InboxTestServer",
            dependencies: [
                "Evidence", "ThroughlineInbox",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Tests/InboxTestServer",
            swiftSettings: settings
        ),
        .testTarget(
            name: "ThroughlineInboxTests",
            dependencies: [
                "TestSupport", "Spawning", "Evidence", "InboxTestServer", "ThroughlineCommand", "ThroughlineInbox",
                "ThroughlineJobs", "ThroughlineHummingbird", "ThroughlineAsyncHTTPClient",
                "Throughline", "OTLP", "SpanRecording", "SemanticConventions",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ThroughlineTestingTests",
            dependencies: [
                "ThroughlineTesting", "ThroughlineJobs",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ThroughlineMailTests",
            dependencies: [
                "TestSupport", "Spawning", "ThroughlineMail", "Throughline", "SpanRecording", "SemanticConventions",
                "MetricRecording",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            exclude: ["Python"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ThroughlineViewerTests",
            dependencies: [
                "TestSupport", "Spawning", "ThroughlineViewer", "OTLP", "Gzip",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "DemoTests",
            dependencies: [
                "TestSupport", "Demo", "Shop", "Spawning", "ThroughlineViewer",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "InteropTests",
            dependencies: [
                "TestSupport", "Throughline", "ThroughlineAsyncHTTPClient", "ThroughlineGRDB", "ThroughlineHTTP",
                "ThroughlineHummingbird", "ThroughlineSQL", "ThroughlineViewer", "SemanticConventions", "SpanRecording",
                "Spawning", "MetricRecording", "OTLP", "Gzip",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            exclude: ["Python"],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
