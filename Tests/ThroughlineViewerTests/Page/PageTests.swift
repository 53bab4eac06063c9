import Foundation
import NIOCore
import Testing

@testable import ThroughlineViewer

/// The page that is in the program.
@Suite struct PageTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/CViewerPage/page")

    private func filesInFolder() throws -> [String] {
        let files = try #require(FileManager.default.enumerator(atPath: Self.folder.path))
        return files.compactMap { $0 as? String }
            .filter { path in
                var isFolder: ObjCBool = false
                let exists = FileManager.default.fileExists(
                    atPath: Self.folder.appending(path: path).path,
                    isDirectory: &isFolder
                )
                return exists && !isFolder.boolValue && !path.split(separator: "/").contains { $0.hasPrefix(".") }
            }
    }

    @Test func `Every file of the folder is in the program as it is`() throws {
        #expect(Page.builtIn.paths == (try filesInFolder()).sorted(), "Run Scripts/embed-page.")
        for path in Page.builtIn.paths {
            let file = try #require(Page.builtIn.file(at: "/" + path))
            #expect(
                Data(file.body.readableBytesView) == (try Data(contentsOf: Self.folder.appending(path: path))),
                "\(path)"
            )
            #expect(file.type != "application/octet-stream", "\(path)")
        }
    }

    /// Names of XML are no addresses: nothing is fetched from there.
    @Test func `Nothing in the page names another host`() throws {
        let names = ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "http://www.w3.org/1999/xlink"]
        for path in Page.builtIn.paths {
            let file = try #require(Page.builtIn.file(at: path))
            var text = String(decoding: file.body.readableBytesView, as: UTF8.self)
            for name in names { text = text.replacing(name, with: "") }
            for match in text.matches(of: #/(?:https?:)?//([A-Za-z0-9.-]+\.[A-Za-z]{2,}|localhost|\d+\.\d+\.\d+\.\d+)/#)
            {
                let host = String(match.1)
                // RFC 2606, section 2: a name that is nobody's.
                let isNobodys = host.hasSuffix(".test") || host.hasSuffix(".invalid")
                #expect(isNobodys || ["127.0.0.1", "localhost"].contains(host), "\(path) names \(match.0)")
            }
        }
    }

    @Test func `An address of the page is the page, and a file that is not there is nothing`() {
        let index = Page.builtIn.file(at: "/index.html")
        #expect(index?.type == "text/html; charset=utf-8")
        for path in [
            "/", "/traces/4bf92f3577b34da60000000000000001", "/metrics/http.server.request.duration", "/compare/1",
        ] {
            #expect(Page.builtIn.file(at: path)?.tag == index?.tag, "\(path)")
        }
        for path in ["/no.js", "/js/no.css", "/a.html"] { #expect(Page.builtIn.file(at: path) == nil, "\(path)") }
    }

    @Test func `Nothing beside its folder is served`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "page-\(UUID().uuidString)")
        let page = folder.appending(path: "page")
        try FileManager.default.createDirectory(at: page, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in [("secret.txt", "secret"), ("page/index.html", "index"), ("page/.hidden.txt", "hidden")] {
            try Data(text.utf8).write(to: folder.appending(path: name))
        }
        let served = Page(folder: page.path)
        #expect(served.file(at: "/index.html").map { String(buffer: $0.body) } == "index")
        for path in [
            "/../secret.txt", "//secret.txt", "/./../secret.txt", "/.hidden.txt", "/a/../../secret.txt",
            "/%2e%2e/secret.txt",
        ] {
            #expect(served.file(at: path) == nil, "\(path)")
        }
    }
}
