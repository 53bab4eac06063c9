import MetricRecording
import SemanticConventions
import SpanRecording
import WireText

/// Makes the streams of an instrument, by the views.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#measurement-processing
struct StreamResolver: Sendable {
    fileprivate struct CompiledView: Sendable {
        let view: View
        let name: Wildcard?
    }

    private let views: [CompiledView]
    private let cardinalityLimit: Int
    private let hasExemplars: Bool
    private let diagnostics: Diagnostics

    init(_ configuration: Configuration.Metrics, diagnostics: Diagnostics) {
        self.diagnostics = diagnostics
        cardinalityLimit = configuration.cardinalityLimit
        hasExemplars = configuration.exemplarFilter != .alwaysOff
        views = configuration.views.map { view in
            let name = view.selector.instrumentName.map {
                Wildcard($0, hasPlaceholders: true, ignoresCase: true)
            }
            var view = view
            if let renamed = view.name, name?.isOpen ?? true {
                diagnostics.warning(
                    "view \(renamed)",
                    """
                    A view renames all instruments that it matches to \(renamed.printable()), but can match several; it does \
                    not rename
                    """
                )
                view.name = nil
            }
            return CompiledView(view: view, name: name)
        }
    }

    /// - Parameter spelling: The name as the scope's first instrument of it spells it.
    func streams(
        of definition: InstrumentDefinition,
        spelled spelling: String,
        for reader: MetricReader,
        warnings: inout [InstrumentWarning]
    ) -> [MetricStream] {
        let matching = views.filter { $0.matches(definition) }.map(\.view)
        var settings: [MetricStream.Settings] = []
        for view in matching {
            switch self.settings(of: definition, spelled: spelling, under: view, for: reader) {
            case .success(let resolved): settings.append(resolved)
            case .failure(let refusal):
                warnings.append(.viewIgnored(instrument: definition.descriptor.name, reason: refusal.reason))
                if case .success(let resolved) = self.settings(
                    of: definition,
                    spelled: spelling,
                    under: nil,
                    for: reader
                ) {
                    settings.append(resolved)
                }
            }
        }
        if matching.isEmpty,
            case .success(let resolved) = self.settings(of: definition, spelled: spelling, under: nil, for: reader)
        {
            settings.append(resolved)
        }
        let creation = Clocks.wall()
        return settings.filter { $0.aggregation != .drop }.map { settings in
            MetricStream(settings, creation: creation) { [diagnostics] in
                diagnostics.warning(
                    "cardinality \(settings.name)",
                    """
                    Metric \(settings.name.printable()) has \(settings.cardinalityLimit) series; what is beyond goes into one \
                    with otel.metric.overflow. Raise its limit, or leave out attributes with a view.
                    """
                )
            }
        }
    }

    private struct Refusal: Error {
        let reason: String
    }

    private func settings(
        of definition: InstrumentDefinition,
        spelled spelling: String,
        under view: View?,
        for reader: MetricReader
    ) -> Result<MetricStream.Settings, Refusal> {
        let kind = definition.kind
        var advised: [Double]?
        if case .histogram(let boundaries) = definition.descriptor.instrument { advised = boundaries }
        let aggregation = (view?.aggregation ?? .default).resolved(
            for: kind,
            default: reader.aggregation(for: kind),
            boundaries: advised
        )
        guard let aggregation else { return .failure(Refusal(reason: "its aggregation is not one of this kind")) }
        let limit = view?.cardinalityLimit ?? reader.cardinalityLimit(for: kind) ?? cardinalityLimit
        let unit = definition.descriptor.unit
        let makeReservoir = view?.exemplarReservoir ?? { @Sendable in aggregation.makeReservoir() }
        return .success(
            MetricStream.Settings(
                name: view?.name ?? spelling,
                description: view?.description ?? definition.descriptor.description,
                unit: InstrumentName.isValidUnit(unit) ? unit : "",
                kind: kind,
                isFloatingPoint: definition.isFloatingPoint,
                aggregation: aggregation,
                temporality: reader.temporality(for: kind),
                attributes: view?.attributes ?? definition.attributeKeys.map(View.AttributeKeys.keep),
                cardinalityLimit: max(limit, 1),
                makeReservoir: hasExemplars && !kind.isObservable ? makeReservoir : nil
            )
        )
    }
}

extension StreamResolver.CompiledView {
    fileprivate func matches(_ definition: InstrumentDefinition) -> Bool {
        let selector = view.selector
        let scope = definition.scope
        return (name?.matches(definition.descriptor.name) ?? true)
            && selector.kind.map { $0 == definition.kind } ?? true
            && selector.unit.map { $0 == definition.descriptor.unit } ?? true
            && selector.meterName.map { $0 == scope.name } ?? true
            && selector.meterVersion.map { $0 == scope.version } ?? true
            && selector.meterSchemaURL.map { $0 == scope.schemaURL } ?? true
    }
}
