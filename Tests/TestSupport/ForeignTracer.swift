package import Tracing

/// A tracing backend that writes whatever it is told into carriers, and makes no spans.
package struct ForeignTracer: Tracer {
    package let fields: [(String, String)]

    package init(_ fields: (String, String)...) {
        self.fields = fields
    }

    package init(fields: [(String, String)]) {
        self.fields = fields
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> InstrumentationContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> NoOpTracer.NoOpSpan {
        NoOpTracer.NoOpSpan(context: context())
    }

    package func forceFlush() {}

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout InstrumentationContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {}

    package func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        for (name, value) in fields { injector.inject(value, forKey: name, into: &carrier) }
    }
}
