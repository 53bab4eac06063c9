/// Media types by the extension of a file's name.
enum MediaType {
    /// The type of a file of this name; `application/octet-stream` where the name does not tell.
    static func named(_ filename: String?) -> String {
        guard let filename, let dot = filename.utf8.lastIndex(of: UInt8(ascii: ".")) else { return unknown }
        let name = String(Substring(filename.utf8[filename.utf8.index(after: dot)...])).lowercased()
        return types[name] ?? unknown
    }

    private static let unknown = "application/octet-stream"

    /// What applications send. https://www.iana.org/assignments/media-types/
    private static let types = [
        "pdf": "application/pdf", "zip": "application/zip", "gz": "application/gzip", "json": "application/json",
        "xml": "application/xml", "doc": "application/msword", "xls": "application/vnd.ms-excel",
        "ppt": "application/vnd.ms-powerpoint",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "txt": "text/plain", "log": "text/plain", "csv": "text/csv", "html": "text/html", "htm": "text/html",
        "css": "text/css", "md": "text/markdown", "ics": "text/calendar", "vcf": "text/vcard",
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
        "svg": "image/svg+xml", "avif": "image/avif", "heic": "image/heic", "tiff": "image/tiff", "bmp": "image/bmp",
        "mp3": "audio/mpeg", "wav": "audio/wav", "ogg": "audio/ogg", "mp4": "video/mp4", "webm": "video/webm",
        "mov": "video/quicktime", "eml": "message/rfc822",
    ]
}
