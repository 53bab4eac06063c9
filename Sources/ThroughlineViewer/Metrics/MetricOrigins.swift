import OTLP

/// A value that exists once, so that comparing it costs nothing, however large it is. A request may say a resource of
/// megabytes once, and a hundred thousand data points beneath it.
final class Interned<Value: Hashable & Sendable>: Sendable, Hashable {
    let value: Value
    /// The memory, in bytes, that the value takes with all that it refers to; an estimate from above.
    let size: Int

    init(_ value: Value, size: Int) {
        self.value = value
        self.size = size
    }

    static func == (left: Interned, right: Interned) -> Bool { left === right }

    func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(self))
    }
}

/// An instrumentation of a service.
struct MetricScope: Hashable, Sendable {
    let resource: Interned<Resource>
    let scope: InstrumentationScope
}

/// A metric of an instrumentation.
struct MetricIdentity: Hashable, Sendable {
    let scope: Interned<MetricScope>
    let name: String
    let unit: String
    let kind: MetricSeries.Kind
}

/// The resources, scopes and metrics of the series in a store, each once.
struct MetricOrigins {
    private var resources: [Resource: Interned<Resource>] = [:]
    private var scopes: [MetricScope: Interned<MetricScope>] = [:]
    private var metrics: [MetricIdentity: Interned<MetricIdentity>] = [:]

    var count: Int { resources.count + scopes.count + metrics.count }

    mutating func intern(_ resource: Resource) -> Interned<Resource> {
        if let known = resources[resource] { return known }
        let interned = Interned(resource, size: resource.estimatedSize)
        resources[resource] = interned
        return interned
    }

    mutating func intern(_ scope: MetricScope) -> Interned<MetricScope> {
        if let known = scopes[scope] { return known }
        let interned = Interned(scope, size: scope.resource.size + scope.scope.estimatedSize)
        scopes[scope] = interned
        return interned
    }

    mutating func intern(_ metric: MetricIdentity) -> Interned<MetricIdentity> {
        if let known = metrics[metric] { return known }
        let texts = metric.name.utf8.count + metric.unit.utf8.count
        let interned = Interned(metric, size: metric.scope.size + MemoryLayout<MetricIdentity>.stride + texts)
        metrics[metric] = interned
        return interned
    }

    /// Forgets what none of these metrics needs.
    mutating func keep(_ kept: some Sequence<Interned<MetricIdentity>>) {
        self = MetricOrigins()
        for metric in kept {
            guard metrics.updateValue(metric, forKey: metric.value) == nil else { continue }
            let scope = metric.value.scope
            guard scopes.updateValue(scope, forKey: scope.value) == nil else { continue }
            resources[scope.value.resource.value] = scope.value.resource
        }
    }
}
