import HTTPTypes
import Testing

@testable import ThroughlineHTTP

@Suite("Patterns of paths")
struct PathPatternTests {
    @Test(
        "describe the whole of a path",
        arguments: [
            ("/health", "/health", true), ("/health", "/healthy", false), ("/health", "/health/", false),
            ("/health", "/a/health", false), ("/health", "/Health", false), ("health", "/health", true),
            ("", "/", true), ("/", "/", true), ("/", "", false),
            ("/a/*", "/a/b", true), ("/a/*", "/a/", true), ("/a/*", "/a", false), ("/a/*", "/a/b/c", false),
            ("/a/*/c", "/a/b/c", true), ("/a/*/c", "/a/b/b/c", false), ("/*.css", "/site.css", true),
            ("/*.css", "/a/site.css", false), ("/a*c", "/abcbc", true), ("/a*c", "/ab/c", false),
            ("/a/**", "/a", true), ("/a/**", "/a/", true), ("/a/**", "/a/b/c", true), ("/a/**", "/ab", false),
            ("/**", "/", true), ("/**", "/a/b", true), ("**", "", true), ("**", "/a/b", true),
            ("**/*.css", "/a/b/site.css", true), ("**/*.css", "/site.css", true), ("**/*.css", "/site.js", false),
            ("/a/**/z", "/a/b/c/z", true), ("/a/**/z", "/a/z", false), ("/a/**/z", "/a//z", true),
            ("/a/*/**", "/a/b", true), ("/a/*/**", "/a/b/c", true), ("/a/*/**", "/a", false),
            ("/a***b", "/a/x/b", true), ("*", "a", true), ("*", "/a", false),
            ("/é*", "/éa", true), ("/users/{id}", "/users/{id}", true), ("/a.c", "/abc", false),
        ]
    )
    func match(pattern: String, path: String, expected: Bool) {
        #expect(PathPattern(pattern).matches(path) == expected)
    }

    @Test("take no longer for a path that was made to be slow")
    func worstCase() {
        let path = "/" + String(repeating: "a", count: 20_000)
        #expect(!PathPattern("**a*a*a*a*a*b").matches(path))
        #expect(!PathPattern("**/*a**a*b").matches(path))
    }

    @Test("are held against the path without its query, and against the route")
    func requests() {
        let patterns = PathPatterns(["/health", "/users/{id}", "/assets/**"])
        func match(_ path: String?, route: String? = nil) -> Bool {
            patterns.match(HTTPRequest(method: .get, scheme: "http", authority: nil, path: path), route: route)
        }
        #expect(match("/health?verbose=1"))
        #expect(match("http://shop.example/health"))
        #expect(match("/users/7", route: "/users/{id}"))
        #expect(match("/assets/a.css", route: "/assets/**"))
        #expect(!match("/users/7", route: "/users/{name}"))
        #expect(!match("/orders?to=/health"))
        #expect(!match(nil))
        #expect(PathPatterns([]).isEmpty)
    }

    @Test("say what they were made of")
    func description() {
        #expect("\(PathPattern("health"))" == "health")
    }
}
