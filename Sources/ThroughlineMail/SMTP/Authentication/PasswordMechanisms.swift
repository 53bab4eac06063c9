import Crypto

/// PLAIN: everything at once.
///
/// Source: RFC 4616.
struct PlainAuthentication: SMTPAuthentication {
    let username: String
    let password: String

    func initialResponse() throws(MailError) -> [UInt8]? {
        guard !username.utf8.contains(0), !password.utf8.contains(0) else {
            throw .authentication("a user name or password holds a NUL")
        }
        return [0] + Array(username.utf8) + [0] + Array(password.utf8)
    }

    func response(to challenge: [UInt8]) throws(MailError) -> [UInt8] {
        throw .authentication("the server asked for more than PLAIN has")
    }
}

/// LOGIN: the server asks for the name, then for the password. What it calls them differs, the order does not.
struct LoginAuthentication: SMTPAuthentication {
    private var answers: [String]

    init(username: String, password: String) {
        answers = [password, username]
    }

    func initialResponse() -> [UInt8]? { nil }

    mutating func response(to challenge: [UInt8]) throws(MailError) -> [UInt8] {
        guard let answer = answers.popLast() else {
            throw .authentication("the server asked for more than LOGIN has")
        }
        return Array(answer.utf8)
    }
}

/// CRAM-MD5: the password is the key of a digest of the server's challenge.
///
/// Source: RFC 2195.
struct CRAMMD5Authentication: SMTPAuthentication {
    let username: String
    let password: String
    private var isDone = false

    init(username: String, password: String) {
        self.username = username
        self.password = password
    }

    func initialResponse() -> [UInt8]? { nil }

    mutating func response(to challenge: [UInt8]) throws(MailError) -> [UInt8] {
        guard !isDone else { throw .authentication("the server asked for more than CRAM-MD5 has") }
        isDone = true
        let key = SymmetricKey(data: Array(password.utf8))
        let digest = HMAC<Insecure.MD5>.authenticationCode(for: challenge, using: key)
        let hexadecimal = digest.flatMap { byte in
            [byte >> 4, byte & 15].map { $0 < 10 ? $0 + UInt8(ascii: "0") : $0 - 10 + UInt8(ascii: "a") }
        }
        return Array(username.utf8) + [UInt8(ascii: " ")] + hexadecimal
    }
}

/// XOAUTH2: a token at once. A server that refuses it says why first, and wants an empty answer.
///
/// Source: https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
struct XOAuth2Authentication: SMTPAuthentication {
    let username: String
    let token: String

    func initialResponse() throws(MailError) -> [UInt8]? {
        guard !username.utf8.contains(1), !token.utf8.contains(1) else {
            throw .authentication("a user name or token holds a control character")
        }
        return Array("user=\(username)\u{1}auth=Bearer \(token)\u{1}\u{1}".utf8)
    }

    func response(to challenge: [UInt8]) -> [UInt8] { [] }
}
