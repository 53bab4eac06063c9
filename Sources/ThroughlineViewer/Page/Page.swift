import CViewerPage
import Foundation
import NIOCore

/// The files of the viewer's page.
///
/// They are in the program itself, which is so one file that works anywhere; or, while somebody works on the page, in a folder,
/// from which they are read anew each time.
struct Page: Sendable {
    /// A file as it is served.
    struct File: Sendable {
        let type: String
        let body: ByteBuffer
        /// Tells this content from any other one (RFC 9110, section 8.8.3).
        let tag: String

        init(path: String, bytes: some Sequence<UInt8>) {
            type = Page.type(of: path)
            body = ByteBuffer(bytes: bytes)
            // FNV-1a: nobody has to be kept from making two files of the same tag.
            let hash = body.readableBytesView.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
                ($0 ^ UInt64($1)) &* 0x100_0000_01B3
            }
            tag = "\"\(String(hash, radix: 16))-\(body.readableBytes)\""
        }
    }

    private enum Source: Sendable {
        case program([String: File])
        case folder(URL)
    }

    private let source: Source

    /// The page that is in the program.
    static let builtIn = Page()

    private init() {
        var files: [String: File] = [:]
        for index in 0..<viewer_page_file_count() {
            let file = viewer_page_file(index)
            let path = String(cString: file.path)
            files[path] = File(path: path, bytes: UnsafeBufferPointer(start: file.bytes, count: file.length))
        }
        source = .program(files)
    }

    /// A page in a folder, for those who work on it.
    init(folder: String) {
        source = .folder(URL(filePath: folder, directoryHint: .isDirectory))
    }

    /// What is served at a path of the server. A path that names no file is one of the page's own addresses, a trace's say, and
    /// served the page itself.
    func file(at path: String) -> File? {
        let name = String(path.drop { $0 == "/" })
        if let file = self[name] { return file }
        let last = name.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard !Self.types.keys.contains(where: { last.hasSuffix(".\($0)") }) else { return nil }
        return self["index.html"]
    }

    /// All files that are in the program.
    var paths: [String] {
        switch source {
        case .program(let files): files.keys.sorted()
        case .folder: []
        }
    }

    private subscript(name: String) -> File? {
        switch source {
        case .program(let files):
            return files[name]
        case .folder(let folder):
            guard Self.isPlain(name), let bytes = try? Data(contentsOf: folder.appending(path: name)) else {
                return nil
            }
            return File(path: name, bytes: bytes)
        }
    }

    /// Whether a path cannot lead out of its folder: names of letters, digits, dots, hyphens and underscores that do not begin
    /// with a dot.
    private static func isPlain(_ path: String) -> Bool {
        path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { name in
            !name.isEmpty && name.first != "."
                && name.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                        true
                    default: false
                    }
                }
        }
    }

    private static let types = [
        "html": "text/html; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "css": "text/css; charset=utf-8",
        "json": "application/json",
        "svg": "image/svg+xml",
        "png": "image/png",
        "ico": "image/x-icon",
        "webmanifest": "application/manifest+json",
        "woff2": "font/woff2",
        "txt": "text/plain; charset=utf-8",
    ]

    private static func type(of path: String) -> String {
        let ending = path.split(separator: ".").last.map(String.init) ?? ""
        return types[ending] ?? "application/octet-stream"
    }
}
