import HTTPTypes

extension HTTPRequest {
    /// A request as hooks see it. Header fields that HTTP does not allow are left out.
    init(method: RequestMethod, url: String, headers: some Sequence<(name: String, value: String)>) {
        let parts = URLParts(url)
        let path = parts.path.isEmpty ? "/" : String(parts.path)
        self.init(
            method: Method(rawValue: method.original ?? method.attribute) ?? .get,
            scheme: String(parts.scheme),
            authority: String(parts.hostAndPort),
            path: parts.query.map { "\(path)?\($0)" } ?? path,
            headerFields: HTTPFields(headers)
        )
    }
}

extension HTTPResponse {
    /// A response's head as hooks see it. Header fields that HTTP does not allow are left out.
    init(status: Int, headers: some Sequence<(name: String, value: String)>) {
        self.init(
            status: (100...999).contains(status) ? Status(code: status) : .internalServerError,
            headerFields: HTTPFields(headers)
        )
    }
}

extension HTTPFields {
    fileprivate init(_ headers: some Sequence<(name: String, value: String)>) {
        self.init()
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { continue }
            append(HTTPField(name: name, value: value))
        }
    }
}
