/// How a body is turned into lines of ASCII.
///
/// Source: RFC 2045, section 6.1.
enum TransferEncoding: String {
    case sevenBit = "7bit"
    case eightBit = "8bit"
    case quotedPrintable = "quoted-printable"
    case base64

    /// The one in which a text is shortest and arrives unchanged.
    init(for scan: TextScan, byteCount: Int) {
        if scan.isASCII, !scan.isDelicate, scan.longestLine <= HeaderWriter.preferredLength {
            self = .sevenBit
        } else {
            // Quoted-printable takes two bytes more for each escape, base64 a third more for everything.
            self = scan.escapes * 6 <= byteCount + 64 ? .quotedPrintable : .base64
        }
    }
}
