public import Tracing

extension HTTPServerSpan {
    /// What has been decided already for the request that is being answered.
    public enum Enclosing: Sendable {
        /// It has this span: whoever comes further in adds to it.
        case span(HTTPServerSpan)
        /// It is excluded: whoever comes further in leaves it alone.
        case excluded
    }

    /// The span of the request that is being answered; `nil` outside of one, and for a request that is excluded.
    ///
    /// ```swift
    /// HTTPServerSpan.current?.span.attributes["shop.tenant"] = tenant
    /// ```
    public static var current: HTTPServerSpan? {
        guard case .span(let span) = enclosing else { return nil }
        return span
    }

    /// What a middleware further out has decided; `nil` where there is none, and this one is the first.
    public static var enclosing: Enclosing? {
        guard let bound = bound.get() else { return nil }
        // What a request has started and left behind may itself ask for something: that is another request.
        if case .span(let span) = bound, span.hasEnded { return nil }
        return bound
    }

    @usableFromInline static let bound = TaskLocal<Enclosing?>(wrappedValue: nil)

    /// Runs `body` as a part of the request: its spans are below this one, and the request is not traced once more.
    @inlinable
    public func withCurrent<Result>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Result
    ) async rethrows -> Result {
        try await Self.bound.withValue(.span(self)) {
            try await InstrumentationContext.$current.withValue(context, operation: body)
        }
    }

    /// Runs `body` as a part of the request.
    @inlinable
    public func withCurrent<Result>(_ body: () throws -> Result) rethrows -> Result {
        try Self.bound.withValue(.span(self)) {
            try InstrumentationContext.$current.withValue(context, operation: body)
        }
    }

    /// Runs `body` for a request that is excluded: it leaves no spans, nor do middlewares further in.
    public static func excluding<Result>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Result
    ) async rethrows -> Result {
        try await bound.withValue(.excluded) {
            try await withTracer(NoOpTracer()) { try await body() }
        }
    }
}
