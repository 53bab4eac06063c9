public import NIOCore

/// A file that goes along with a mail, or an image that its HTML shows.
///
/// ```swift
/// message.attachments.append(Attachment(filename: "receipt.pdf", data: bytes))
/// message.attachments.append(Attachment(inline: "logo", contentType: "image/png", data: logo))  // <img src="cid:logo">
/// ```
public struct Attachment: Hashable, Sendable, Codable {
    /// How a mail program shows it.
    public enum Disposition: String, Sendable, Codable {
        /// As a file beside the mail.
        case attachment
        /// Where the HTML refers to it.
        case inline
    }

    /// The file's name, in any script.
    public var filename: String?
    /// The media type with its parameters, such as `text/csv; charset=utf-8`.
    public var contentType: String
    public var data: ByteBuffer
    /// The id by which HTML refers to it as `cid:…`, without angle brackets.
    public var contentID: String?
    public var disposition: Disposition

    /// A file.
    /// - Parameter contentType: The media type; `nil` tells it by the filename's extension.
    public init(filename: String?, contentType: String? = nil, data: some Sequence<UInt8>) {
        self.init(filename: filename, contentType: contentType, data: ByteBuffer(bytes: data))
    }

    /// A file whose bytes are in a buffer already.
    /// - Parameter contentType: The media type; `nil` tells it by the filename's extension.
    public init(filename: String?, contentType: String? = nil, data: ByteBuffer) {
        self.filename = filename
        self.contentType = contentType ?? MediaType.named(filename)
        self.data = data
        contentID = nil
        disposition = .attachment
    }

    /// An image, say, that HTML shows as `cid:` and this id.
    public init(
        inline contentID: String,
        filename: String? = nil,
        contentType: String? = nil,
        data: some Sequence<UInt8>
    ) {
        self.init(filename: filename, contentType: contentType ?? MediaType.named(filename ?? contentID), data: data)
        self.contentID = contentID
        disposition = .inline
    }
}
