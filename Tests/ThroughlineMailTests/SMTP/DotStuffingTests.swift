import NIOCore
import Testing

@testable import ThroughlineMail

@Suite("Dot-stuffing")
struct DotStuffingTests {
    private func stuffed(_ content: [UInt8], pieces: Int = 1 << 16) -> [UInt8] {
        var stuffing = DotStuffing(ByteBuffer(bytes: content))
        var result: [UInt8] = []
        while let piece = stuffing.next(maximumLength: pieces, allocator: ByteBufferAllocator()) {
            result += piece.readableBytesView
        }
        #expect(stuffing.isFinished)
        return result + Array(stuffing.end.utf8)
    }

    private func stuffed(_ content: String) -> String {
        String(decoding: stuffed(Array(content.utf8)), as: UTF8.self)
    }

    @Test("A line that begins with a dot gets another one")
    func dots() {
        #expect(stuffed(".\r\n") == "..\r\n.\r\n")
        #expect(stuffed("a\r\n.b\r\n..\r\nc.\r\n.\r\n") == "a\r\n..b\r\n...\r\nc.\r\n..\r\n.\r\n")
        #expect(stuffed("no dot\r\n\r\nat all.\r\n") == "no dot\r\n\r\nat all.\r\n.\r\n")
    }

    @Test("What has no line end gets one before the lone dot, and nothing stays nothing")
    func ends() {
        #expect(stuffed("") == ".\r\n")
        #expect(stuffed("a") == "a\r\n.\r\n")
        #expect(stuffed(".") == "..\r\n.\r\n")
    }

    @Test("Line ends that stand alone, behind which other mail could be smuggled, become whole ones")
    func smuggling() {
        #expect(stuffed("a\n.\r\nMAIL FROM:<x>\r\n") == "a\r\n..\r\nMAIL FROM:<x>\r\n.\r\n")
        #expect(stuffed("a\r.\r\nb\r\n") == "a\r\n..\r\nb\r\n.\r\n")
        #expect(stuffed("a\n.\nb\r\n") == "a\r\n..\r\nb\r\n.\r\n")
        #expect(stuffed("a\r\n.\nb\r\n") == "a\r\n..\r\nb\r\n.\r\n")
        #expect(stuffed("a\r\r\n.\r\n") == "a\r\n\r\n..\r\n.\r\n")
        #expect(stuffed("a\r") == "a\r\n.\r\n")
    }

    @Test("It is the same in whatever pieces it is done, and nobody can end the content early")
    func random() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("..\r\n\r\nab".utf8)
        for _ in 0..<2000 {
            let content = (0..<Int.random(in: 0...60)).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            let whole = stuffed(content)
            for pieces in [1, 2, 3, 7] { #expect(stuffed(content, pieces: pieces) == whole) }

            let text = String(decoding: whole, as: UTF8.self)
            let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.dropLast().allSatisfy { $0.last == "\r" && $0.dropLast().allSatisfy { $0 != "\r" } })
            #expect(lines.dropLast(2).allSatisfy { String($0) != ".\r" })
            #expect(text.hasSuffix(".\r\n"))
        }
    }

    @Test("A content with nothing to change is not copied")
    func noCopy() {
        let content = ByteBuffer(string: "line\r\nline\r\n")
        var stuffing = DotStuffing(content)
        let piece = stuffing.next(maximumLength: 1024, allocator: ByteBufferAllocator())
        #expect(piece == content)
        #expect(piece?.storageCapacity == content.storageCapacity)
    }
}
