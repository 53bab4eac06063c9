public import HTTPTypes
public import Instrumentation

extension HTTPFields {
    /// Lets the trace go on where a request with these headers arrives.
    ///
    /// ```swift
    /// var request = HTTPRequest(method: .get, scheme: "https", authority: "partner.example", path: "/price/1")
    /// request.headerFields.injectTrace()
    /// ```
    ///
    /// What stood there of another trace is replaced. Nothing happens without a tracing backend.
    ///
    /// - Parameter context: The context whose trace goes on; by default the task's current one.
    public mutating func injectTrace(_ context: InstrumentationContext? = .current) {
        let fields = TraceFields(context)
        if let obsolete = fields.obsolete, let name = HTTPField.Name(obsolete) { self[name] = nil }
        for (name, value) in fields {
            guard let name = HTTPField.Name(name) else { continue }
            self[name] = value
        }
    }
}

extension [String: String] {
    /// Lets the trace go on where a request with these headers arrives.
    ///
    /// ```swift
    /// var headers = ["Accept": "application/json"]
    /// headers.injectTrace()
    /// ```
    ///
    /// What stood there of another trace is replaced, however its name was written. Nothing happens without a tracing
    /// backend.
    ///
    /// - Parameter context: The context whose trace goes on; by default the task's current one.
    public mutating func injectTrace(_ context: InstrumentationContext? = .current) {
        let fields = TraceFields(context)
        if let obsolete = fields.obsolete { removeField(obsolete) }
        for (name, value) in fields {
            removeField(name)
            self[name] = value
        }
    }

    private mutating func removeField(_ name: String) {
        for key in keys.filter({ $0.isSameField(as: name) }) { self[key] = nil }
    }
}
