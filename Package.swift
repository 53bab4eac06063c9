// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// The products that are used, by their packages.
let products = [
    "async-http-client": ["AsyncHTTPClient"],
    "GRDB.swift": ["GRDB", "GRDBSQLite"],
    "hummingbird": ["Hummingbird", "HummingbirdCore", "HummingbirdHTTP2", "HummingbirdTesting"],
    "swift-argument-parser": ["ArgumentParser"],
    "swift-crypto": ["Crypto", "CryptoExtras"],
    "swift-distributed-tracing": ["InMemoryTracing", "Tracing"],
    "swift-http-types": ["HTTPTypes"],
    "swift-log": ["Logging"],
    "swift-metrics": ["CoreMetrics", "Metrics", "MetricsTestKit"],
    "swift-nio": ["NIOCore", "NIOEmbedded", "NIOFoundationCompat", "NIOHTTP1", "NIOPosix", "NIOTLS"],
    "swift-nio-ssl": ["NIOSSL"],
    "swift-service-lifecycle": ["ServiceLifecycle", "ServiceLifecycleTestKit", "UnixSignals"],
    "Yams": ["Yams"],
]

/// What is needed only with one of the package's traits.
let traits = ["Yams": "ConfigurationFile", "CLibPQ": "PostgreSQL", "ThroughlineJobsPostgres": "PostgreSQL"]

func condition(of name: String) -> TargetDependencyCondition? { traits[name].flatMap { .when(traits: [$0]) } }

/// What a target is built with: modules of this package, and products of others.
func dependencies(_ modules: [String], _ names: [String]) -> [Target.Dependency] {
    modules.map { .byName(name: $0, condition: condition(of: $0)) }
        + names.map { name in
            .product(
                name: name,
                package: products.first { $0.value.contains(name) }?.key ?? name,
                condition: condition(of: name)
            )
        }
}

func library(_ name: String, modules: [String] = [], products: [String] = [], path: String? = nil) -> Target {
    .target(name: name, dependencies: dependencies(modules, products), path: path, swiftSettings: settings)
}

func executable(_ name: String, modules: [String], products: [String], path: String? = nil) -> Target {
    .executableTarget(name: name, dependencies: dependencies(modules, products), path: path, swiftSettings: settings)
}

func tests(_ name: String, modules: [String], products: [String] = [], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies(modules, products), exclude: exclude, swiftSettings: settings)
}

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
        .library(name: "ThroughlineJobsPostgres", targets: ["ThroughlineJobsPostgres"]),
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
        .trait(name: "PostgreSQL", description: "The broker on PostgreSQL, with the system's libpq."),
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
        library("OTLP"),
        library("SemanticConventions"),
        library("WireText"),

        // What instrumentations are written against.
        library("SpanRecording", modules: ["SemanticConventions"], products: ["Tracing"]),

        library("MetricRecording", modules: ["SemanticConventions", "SpanRecording"], products: ["Metrics"]),

        // The SDK that an application's main() starts.
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        library("Gzip", modules: ["CZlib"]),
        library(
            "Throughline",
            modules: ["OTLP", "SemanticConventions", "SpanRecording", "MetricRecording", "WireText", "Gzip"],
            products: [
                "AsyncHTTPClient", "CoreMetrics", "Logging", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL",
                "ServiceLifecycle", "Tracing", "Yams",
            ]
        ),

        // The SDK's metrics as a route.
        library("ThroughlinePrometheus", modules: ["Throughline"], products: ["Hummingbird", "NIOCore"]),

        // Instrumentations: they never import the SDK.
        library(
            "ThroughlineHTTP",
            modules: ["SemanticConventions", "SpanRecording", "MetricRecording", "WireText"],
            products: ["HTTPTypes", "Logging", "Tracing"]
        ),
        library(
            "ThroughlineHummingbird",
            modules: ["ThroughlineHTTP", "SemanticConventions", "SpanRecording", "MetricRecording"],
            products: ["HTTPTypes", "Hummingbird", "Logging", "NIOCore", "NIOHTTP1", "Tracing"]
        ),

        library(
            "ThroughlineAsyncHTTPClient",
            modules: ["ThroughlineHTTP", "SemanticConventions", "SpanRecording", "MetricRecording", "WireText"],
            products: ["AsyncHTTPClient", "Logging", "NIOCore", "NIOHTTP1", "NIOPosix", "Tracing"]
        ),
        library(
            "ThroughlineSQL",
            modules: ["SemanticConventions", "SpanRecording", "MetricRecording", "WireText"],
            products: ["Tracing"]
        ),
        .target(name: "CSQLiteTracing"),
        library(
            "ThroughlineGRDB",
            modules: ["CSQLiteTracing", "ThroughlineSQL", "SemanticConventions", "SpanRecording", "MetricRecording"],
            products: ["GRDB", "Logging", "Tracing"]
        ),

        library(
            "ThroughlineMail",
            modules: ["SemanticConventions", "SpanRecording", "MetricRecording", "WireText"],
            products: ["Crypto", "CryptoExtras", "Logging", "NIOCore", "NIOPosix", "NIOSSL", "NIOTLS", "Tracing"]
        ),
        library(
            "ThroughlineJobs",
            modules: ["SemanticConventions", "SpanRecording", "MetricRecording", "WireText", "Gzip"],
            products: ["Crypto", "GRDB", "Logging", "ServiceLifecycle", "Tracing"]
        ),

        // The same contract on PostgreSQL. Without the trait it compiles, and says so when it is asked to connect: so that only who
        // turns it on needs the library.
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        library(
            "ThroughlineJobsPostgres",
            modules: ["CLibPQ", "ThroughlineJobs", "ThroughlineSQL", "SpanRecording"],
            products: ["Logging", "Tracing"]
        ),
        library(
            "ThroughlineInbox",
            modules: [
                "ThroughlineJobs", "ThroughlineHummingbird", "ThroughlineHTTP", "ThroughlineAsyncHTTPClient",
                "SemanticConventions", "SpanRecording", "MetricRecording", "WireText",
            ],
            products: [
                "AsyncHTTPClient", "Crypto", "GRDB", "HTTPTypes", "Hummingbird", "Logging", "NIOCore", "NIOHTTP1",
                "ServiceLifecycle", "Tracing",
            ]
        ),

        // For the tests of applications.
        library(
            "ThroughlineTesting",
            modules: ["OTLP", "Throughline", "ThroughlineJobs"],
            products: ["Logging", "Tracing"]
        ),

        // The other end of the wire: it never imports the SDK either. Its page is in the program itself.
        .target(name: "CViewerPage", exclude: ["page"]),
        .target(name: "CTextSearch"),
        library(
            "ThroughlineViewer",
            modules: ["CTextSearch", "CViewerPage", "OTLP", "Gzip", "WireText"],
            products: [
                "AsyncHTTPClient", "GRDBSQLite", "HTTPTypes", "Hummingbird", "Logging", "NIOCore", "NIOHTTP1",
                "ServiceLifecycle",
            ]
        ),
        executable(
            "ThroughlineCommand",
            modules: ["OTLP", "ThroughlineInbox", "ThroughlineJobs", "ThroughlineJobsPostgres", "ThroughlineViewer"],
            products: [
                "ArgumentParser", "AsyncHTTPClient", "Logging", "NIOCore", "NIOHTTP1", "ServiceLifecycle",
                "UnixSignals",
            ]
        ),

        // Starts programs, for the demo and the tests.
        library("Spawning"),

        // Examples: written as a user would write them.
        executable(
            "Shop",
            modules: [
                "SpanRecording", "Throughline", "ThroughlineAsyncHTTPClient", "ThroughlineGRDB",
                "ThroughlineHummingbird", "ThroughlineInbox", "ThroughlineJobs", "ThroughlineJobsPostgres",
                "ThroughlineMail",
            ],
            products: [
                "ArgumentParser", "AsyncHTTPClient", "GRDB", "HTTPTypes", "Hummingbird", "Logging", "NIOCore",
                "NIOFoundationCompat", "NIOHTTP1", "ServiceLifecycle", "UnixSignals",
            ],
            path: "Examples/Shop"
        ),
        executable(
            "Demo",
            modules: ["OTLP", "Spawning", "ThroughlineViewer"],
            products: [
                "ArgumentParser", "AsyncHTTPClient", "Logging", "NIOCore", "NIOHTTP1", "ServiceLifecycle",
                "UnixSignals",
            ],
            path: "Examples/Demo"
        ),

        // Tests.
        library(
            "TestSupport",
            modules: ["SemanticConventions", "SpanRecording", "Spawning", "Throughline", "ThroughlineHTTP"],
            products: ["Hummingbird", "InMemoryTracing", "Logging", "NIOCore", "NIOPosix", "NIOSSL", "Tracing"],
            path: "Tests/TestSupport"
        ),
        tests("OTLPTests", modules: ["OTLP"]),
        tests("WireTextTests", modules: ["WireText"]),
        tests("GzipTests", modules: ["Gzip"]),
        tests(
            "ThroughlineTests",
            modules: [
                "TestSupport", "Throughline", "OTLP", "SpanRecording", "MetricRecording", "SemanticConventions", "Gzip",
            ],
            products: [
                "Crypto", "InMemoryTracing", "Logging", "Metrics", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL",
                "ServiceLifecycle", "ServiceLifecycleTestKit", "Tracing",
            ]
        ),
        tests(
            "MetricRecordingTests",
            modules: ["MetricRecording", "SpanRecording", "SemanticConventions"],
            products: ["Metrics", "MetricsTestKit"]
        ),
        tests(
            "ThroughlineHTTPTests",
            modules: ["TestSupport", "ThroughlineHTTP", "SpanRecording", "SemanticConventions", "MetricRecording"],
            products: ["HTTPTypes", "InMemoryTracing", "Metrics", "MetricsTestKit", "Tracing"]
        ),
        tests(
            "ThroughlineHummingbirdTests",
            modules: [
                "TestSupport", "Spawning", "ThroughlineHummingbird", "ThroughlinePrometheus", "ThroughlineHTTP",
                "Throughline", "OTLP", "SpanRecording", "SemanticConventions", "MetricRecording",
            ],
            products: [
                "Metrics", "MetricsTestKit", "HTTPTypes", "NIOCore", "NIOPosix", "Hummingbird", "HummingbirdCore",
                "HummingbirdHTTP2", "HummingbirdTesting", "InMemoryTracing", "Logging", "Tracing",
            ]
        ),
        tests(
            "ThroughlineAsyncHTTPClientTests",
            modules: [
                "TestSupport", "ThroughlineAsyncHTTPClient", "ThroughlineHTTP", "Throughline", "OTLP", "SpanRecording",
                "SemanticConventions", "MetricRecording",
            ],
            products: [
                "AsyncHTTPClient", "HTTPTypes", "Hummingbird", "InMemoryTracing", "Metrics", "MetricsTestKit",
                "NIOCore", "NIOHTTP1", "NIOPosix", "Tracing",
            ]
        ),
        tests(
            "ThroughlineSQLTests",
            modules: ["TestSupport", "ThroughlineSQL", "SpanRecording", "SemanticConventions", "MetricRecording"],
            products: ["InMemoryTracing", "Metrics", "MetricsTestKit", "Tracing"]
        ),
        tests(
            "ThroughlineGRDBTests",
            modules: ["ThroughlineGRDB", "ThroughlineSQL", "SpanRecording", "SemanticConventions", "MetricRecording"],
            products: ["GRDB", "InMemoryTracing", "Metrics", "MetricsTestKit", "Tracing"]
        ),
        // What a process that is killed leaves for a test to look at.
        library(
            "Evidence",
            modules: ["ThroughlineJobs", "ThroughlineJobsPostgres"],
            products: ["GRDB", "Logging", "Tracing"],
            path: "Tests/Evidence"
        ),
        // A worker that tests start as a process of its own, and kill.
        executable(
            "JobsTestWorker",
            modules: ["Evidence", "ThroughlineJobs"],
            products: ["Logging", "ServiceLifecycle", "Tracing", "UnixSignals"],
            path: "Tests/JobsTestWorker"
        ),
        tests(
            "ThroughlineJobsTests",
            modules: [
                "TestSupport", "Spawning", "Evidence", "ThroughlineJobs", "ThroughlineJobsPostgres", "JobsTestWorker",
                "ThroughlineCommand",
                "Throughline", "OTLP", "SpanRecording", "SemanticConventions", "MetricRecording", "Gzip",
            ],
            products: [
                "Crypto", "GRDB", "InMemoryTracing", "Logging", "Metrics", "MetricsTestKit", "ServiceLifecycle",
                "ServiceLifecycleTestKit", "Tracing",
            ]
        ),
        // An inbox that tests start as a process of its own, and kill.
        executable(
            "InboxTestServer",
            modules: ["Evidence", "ThroughlineInbox"],
            products: ["Hummingbird", "Logging", "ServiceLifecycle", "Tracing", "UnixSignals"],
            path: "Tests/InboxTestServer"
        ),
        tests(
            "ThroughlineInboxTests",
            modules: [
                "TestSupport", "Spawning", "Evidence", "InboxTestServer", "ThroughlineCommand", "ThroughlineInbox",
                "ThroughlineJobs", "ThroughlineHummingbird", "ThroughlineAsyncHTTPClient", "Throughline", "OTLP",
                "SpanRecording", "SemanticConventions",
            ],
            products: [
                "AsyncHTTPClient", "GRDB", "HTTPTypes", "Hummingbird", "HummingbirdTesting", "InMemoryTracing",
                "Logging", "Metrics", "MetricsTestKit", "NIOCore", "NIOHTTP1", "ServiceLifecycle", "Tracing",
            ]
        ),
        tests(
            "ThroughlineTestingTests",
            modules: ["OTLP", "Throughline", "ThroughlineTesting", "ThroughlineJobs"],
            products: ["Logging", "Tracing"]
        ),
        tests(
            "ThroughlineMailTests",
            modules: [
                "TestSupport", "Spawning", "ThroughlineMail", "Throughline", "SpanRecording", "SemanticConventions",
                "MetricRecording",
            ],
            products: [
                "Crypto", "CryptoExtras", "InMemoryTracing", "Logging", "Metrics", "MetricsTestKit", "NIOCore",
                "NIOEmbedded", "NIOPosix", "NIOSSL", "Tracing",
            ],
            exclude: ["Python"]
        ),
        // A store of the viewer's that tests have written by a process of its own, and kill.
        executable(
            "ViewerTestWriter",
            modules: ["OTLP", "ThroughlineViewer"],
            products: [],
            path: "Tests/ViewerTestWriter"
        ),
        tests(
            "ThroughlineViewerTests",
            modules: ["TestSupport", "Spawning", "ThroughlineViewer", "ViewerTestWriter", "OTLP", "Gzip"],
            products: [
                "AsyncHTTPClient", "GRDBSQLite", "HTTPTypes", "Hummingbird", "Logging", "NIOCore", "NIOHTTP1",
                "NIOPosix", "ServiceLifecycle",
            ]
        ),
        tests(
            "DemoTests",
            modules: ["TestSupport", "Demo", "Shop", "Spawning", "ThroughlineViewer"],
            products: ["AsyncHTTPClient", "Logging", "NIOCore", "NIOHTTP1"]
        ),
        tests(
            "BrowserTests",
            modules: ["TestSupport", "Spawning", "ThroughlineCommand", "Demo", "Shop"],
            products: ["AsyncHTTPClient", "NIOCore", "NIOHTTP1"]
        ),
        tests(
            "InteropTests",
            modules: [
                "TestSupport", "Throughline", "ThroughlineAsyncHTTPClient", "ThroughlineGRDB", "ThroughlineHTTP",
                "ThroughlineHummingbird", "ThroughlineSQL", "ThroughlineViewer", "SemanticConventions", "SpanRecording",
                "Spawning", "MetricRecording", "OTLP", "Gzip",
            ],
            products: [
                "AsyncHTTPClient", "GRDB", "HTTPTypes", "Hummingbird", "Logging", "Metrics", "NIOCore", "NIOPosix",
                "ServiceLifecycle", "Tracing",
            ],
            exclude: ["Python"]
        ),
    ],
    swiftLanguageModes: [.v6]
)
