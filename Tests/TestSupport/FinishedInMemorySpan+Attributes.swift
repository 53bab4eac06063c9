package import InMemoryTracing
package import SemanticConventions
package import SpanRecording
import Tracing

extension FinishedInMemorySpan {
    package subscript<Value: AttributeValueConvertible>(key: AttributeKey<Value>) -> Value? {
        attributes.get(key.name).flatMap(AttributeValue.init).flatMap(Value.init)
    }

    package var allAttributes: [String: AttributeValue] {
        var all: [String: AttributeValue] = [:]
        attributes.forEach { name, value in all[name] = AttributeValue(value) }
        return all
    }

    package var attributeNames: Set<String> {
        var names: Set<String> = []
        attributes.forEach { name, _ in names.insert(name) }
        return names
    }
}
