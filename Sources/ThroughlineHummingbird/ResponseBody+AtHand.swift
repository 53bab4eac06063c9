import Hummingbird
import NIOCore

extension ResponseBody {
    /// Whether the body is a buffer, and so small that writing it never waits for the client. False where that cannot be
    /// known.
    var isAtHandAndSmall: Bool {
        guard isLayoutKnown, let contentLength, contentLength <= smallBody else { return false }
        return backing == .buffer
    }

    /// What the body is made of. Hummingbird keeps that to itself, although it writes the one in one go and the other not.
    ///
    /// To ask for a mirror takes some microseconds, longer than the rest of a request's span. Its answer is therefore compared
    /// once, by ``isLayoutKnown``, with what the bytes say.
    private var backing: Backing {
        // Only the tag is read, nothing is copied: an unknown layout could at worst give a wrong answer, and where the layout is
        // not as it is here, nobody asks.
        withUnsafePointer(to: self) { pointer in
            switch UnsafeRawPointer(pointer).assumingMemoryBound(to: Layout.self).pointee {
            case .buffer: .buffer
            case .empty: .empty
            case .closure: .closure
            }
        }
    }

    fileprivate enum Backing {
        case buffer
        case empty
        case closure
    }

    /// The cases of the enumeration that is a body's only member, in their order, and with their payloads.
    private enum Layout {
        case buffer(ByteBuffer)
        case empty
        case closure(Int?, @Sendable (inout any ResponseBodyWriter) async throws -> Void)
    }

    fileprivate static func checkLayout() -> Bool {
        guard MemoryLayout<ResponseBody>.size == MemoryLayout<Layout>.size,
            MemoryLayout<ResponseBody>.alignment == MemoryLayout<Layout>.alignment
        else { return false }
        let samples: [(ResponseBody, Backing, String)] = [
            (ResponseBody(byteBuffer: ByteBuffer()), .buffer, "byteBuffer"),
            (ResponseBody(byteBuffer: ByteBuffer(repeating: 0xFF, count: 300)), .buffer, "byteBuffer"),
            (ResponseBody(), .empty, "empty"),
            (ResponseBody { try await $0.finish(nil) }, .closure, "closure"),
            (ResponseBody(contentLength: 1) { try await $0.finish(nil) }, .closure, "closure"),
            (ResponseBody(contentLength: .max) { [smallBody] _ in _ = smallBody }, .closure, "closure"),
        ]
        return samples.allSatisfy { body, backing, name in
            body.backing == backing && body.mirroredName == name
        }
    }

    private var mirroredName: String? {
        let members = Mirror(reflecting: self).children
        guard members.count == 1, let member = members.first?.value else { return nil }
        return Mirror(reflecting: member).children.first?.label ?? "\(member)"
    }
}

/// Whether a body looks as ``ResponseBody/Layout`` has it, in the version of Hummingbird that this is built with.
private let isLayoutKnown = ResponseBody.checkLayout()

/// Half of a channel's default high water mark, up to which a write returns at once, whatever the client does; the other half is
/// for an answer that is still on its way. In bytes.
private let smallBody = 32 << 10
