public import Instrumentation
public import NIOHTTP1
import ThroughlineHTTP

extension HTTPHeaders {
    /// Lets the trace go on where a request with these headers arrives.
    ///
    /// ```swift
    /// var request = HTTPClientRequest(url: "https://partner.example/price/1")
    /// request.headers.injectTrace()
    /// ```
    ///
    /// A ``TracedHTTPClient`` does it by itself. What stood there of another trace is replaced. Nothing happens without a
    /// tracing backend.
    ///
    /// - Parameter context: The context whose trace goes on; by default the task's current one.
    public mutating func injectTrace(_ context: InstrumentationContext? = .current) {
        let fields = TraceFields(context)
        if let obsolete = fields.obsolete { remove(name: obsolete) }
        for (name, value) in fields { replaceOrAdd(name: name, value: value) }
    }
}
