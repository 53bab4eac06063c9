import InMemoryTracing
import SemanticConventions
import SpanRecording
import Tracing

extension FinishedInMemorySpan {
    subscript<Value: AttributeValueConvertible>(key: AttributeKey<Value>) -> Value? {
        attributes.get(key.name).flatMap(AttributeValue.init).flatMap(Value.init)
    }

    /// All the attributes, without the port, which differs from run to run.
    var attributeNames: Set<String> {
        var names: Set<String> = []
        attributes.forEach { name, _ in names.insert(name) }
        return names
    }
}
