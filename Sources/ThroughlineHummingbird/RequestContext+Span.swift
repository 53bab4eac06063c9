public import Hummingbird
public import ThroughlineHTTP

extension RequestContext {
    /// The span of the request that is being answered; `nil` where it is not traced.
    ///
    /// ```swift
    /// context.serverSpan?.setAttributes(["shop.tenant": .string(tenant)])
    /// ```
    ///
    /// It is found in the current task, and so in everything that the handler calls, but in no detached task.
    public var serverSpan: HTTPServerSpan? { HTTPServerSpan.current }
}
