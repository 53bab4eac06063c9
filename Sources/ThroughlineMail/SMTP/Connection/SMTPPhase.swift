/// What the server is waited for. The raw value is its name in errors.
enum SMTPPhase: String {
    case greeting
    case hello = "EHLO"
    case startTLS = "STARTTLS"
    case handshake = "TLS handshake"
    case authentication = "AUTH"
    case mail = "MAIL"
    case recipient = "RCPT"
    case data = "DATA"
    case content
    case contentEnd = "end of content"
    case noop = "NOOP"
    case reset = "RSET"
    case quit = "QUIT"
}
