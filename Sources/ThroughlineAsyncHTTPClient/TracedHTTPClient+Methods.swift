public import AsyncHTTPClient
public import Logging
public import NIOCore
public import NIOHTTP1

extension TracedHTTPClient {
    /// Sends a `GET` request.
    ///
    /// - Parameters:
    ///   - url: The absolute URL.
    ///   - headers: The request's headers.
    ///   - urlTemplate: The template of the URL's path, such as `/products/{id}`.
    ///   - deadline: When the response's head has to be read; if `nil`, the client's own timeouts alone count.
    ///   - logger: Where the client logs what it does.
    public func get(
        url: String,
        headers: HTTPHeaders = [:],
        urlTemplate: String? = nil,
        deadline: NIODeadline? = nil,
        logger: Logger? = nil
    ) async throws -> HTTPClientResponse {
        try await execute(
            .GET,
            url: url,
            headers: headers,
            urlTemplate: urlTemplate,
            deadline: deadline,
            logger: logger
        )
    }

    /// Sends a `POST` request; the parameters are those of ``execute(_:url:headers:body:urlTemplate:deadline:logger:)``.
    public func post(
        url: String,
        headers: HTTPHeaders = [:],
        body: HTTPClientRequest.Body? = nil,
        urlTemplate: String? = nil,
        deadline: NIODeadline? = nil,
        logger: Logger? = nil
    ) async throws -> HTTPClientResponse {
        try await execute(
            .POST,
            url: url,
            headers: headers,
            body: body,
            urlTemplate: urlTemplate,
            deadline: deadline,
            logger: logger
        )
    }

    /// Sends a `PUT` request; the parameters are those of ``execute(_:url:headers:body:urlTemplate:deadline:logger:)``.
    public func put(
        url: String,
        headers: HTTPHeaders = [:],
        body: HTTPClientRequest.Body? = nil,
        urlTemplate: String? = nil,
        deadline: NIODeadline? = nil,
        logger: Logger? = nil
    ) async throws -> HTTPClientResponse {
        try await execute(
            .PUT,
            url: url,
            headers: headers,
            body: body,
            urlTemplate: urlTemplate,
            deadline: deadline,
            logger: logger
        )
    }

    /// Sends a `PATCH` request; the parameters are those of ``execute(_:url:headers:body:urlTemplate:deadline:logger:)``.
    public func patch(
        url: String,
        headers: HTTPHeaders = [:],
        body: HTTPClientRequest.Body? = nil,
        urlTemplate: String? = nil,
        deadline: NIODeadline? = nil,
        logger: Logger? = nil
    ) async throws -> HTTPClientResponse {
        try await execute(
            .PATCH,
            url: url,
            headers: headers,
            body: body,
            urlTemplate: urlTemplate,
            deadline: deadline,
            logger: logger
        )
    }

    /// Sends a `DELETE` request; the parameters are those of ``get(url:headers:urlTemplate:deadline:logger:)``.
    public func delete(
        url: String,
        headers: HTTPHeaders = [:],
        urlTemplate: String? = nil,
        deadline: NIODeadline? = nil,
        logger: Logger? = nil
    ) async throws -> HTTPClientResponse {
        try await execute(
            .DELETE,
            url: url,
            headers: headers,
            urlTemplate: urlTemplate,
            deadline: deadline,
            logger: logger
        )
    }

    /// Sends a request.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - url: The absolute URL.
    ///   - headers: The request's headers.
    ///   - body: The request's body.
    ///   - urlTemplate: The template of the URL's path, such as `/products/{id}`.
    ///   - deadline: When the response's head has to be read; if `nil`, the client's own timeouts alone count.
    ///   - logger: Where the client logs what it does.
    public func execute(
        _ method: HTTPMethod = .GET,
        url: String,
        headers: HTTPHeaders = [:],
        body: HTTPClientRequest.Body? = nil,
        urlTemplate: String? = nil,
        deadline: NIODeadline? = nil,
        logger: Logger? = nil
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers = headers
        request.body = body
        return try await execute(
            request,
            deadline: deadline ?? .distantFuture,
            urlTemplate: urlTemplate,
            logger: logger
        )
    }
}
