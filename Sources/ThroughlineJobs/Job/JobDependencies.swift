/// What jobs need beside their own properties: a database, a client.
///
/// A job is decoded anew for each attempt, so its properties hold data only. What it works with is added to the queue's
/// options once, and found by its type:
///
/// ```swift
/// var options = JobQueue.Options()
/// options.dependencies.add(database)  // found as ShopDatabase
/// options.dependencies.add(payments, as: (any Payments).self)  // found as any Payments
///
/// func run(_ context: JobContext) async throws {
///     let database = try context.dependency(ShopDatabase.self)
///     let payments = try context.dependency((any Payments).self)
///     …
/// }
/// ```
public struct JobDependencies: Sendable {
    private var values: [ObjectIdentifier: any Sendable] = [:]
    private var names: [String] = []

    public init() {}

    /// Adds what jobs find by this type. Another one of the same type takes its place.
    ///
    /// - Parameter type: What it is found by: its own type, or a protocol's (`(any Payments).self`).
    public mutating func add<Value: Sendable>(_ value: Value, as type: Value.Type = Value.self) {
        if values.updateValue(value, forKey: ObjectIdentifier(type)) == nil { names.append("\(type)") }
    }

    /// - Throws: ``MissingDependency``.
    package func value<Value: Sendable>(_ type: Value.Type) throws(MissingDependency) -> Value {
        guard let value = values[ObjectIdentifier(type)] as? Value else {
            throw MissingDependency(type: "\(type)", added: names)
        }
        return value
    }
}

/// A job asked for something that was not added to its queue's ``JobDependencies``.
///
/// As any other error it leads to another attempt, which a worker that was started with it can make.
public struct MissingDependency: Error, Hashable, CustomStringConvertible {
    /// The type that was asked for.
    public let type: String
    /// The types that there are.
    public let added: [String]

    public var description: String {
        let known = added.isEmpty ? "nothing was" : "only these were: " + added.joined(separator: ", ")
        return """
            there is no \(type): add one to the options, options.dependencies.add(…), and where \(type) is a \
            protocol, options.dependencies.add(…, as: (any \(type)).self) (\(known))
            """
    }
}

extension JobContext {
    /// What was added to ``JobQueue/Options/dependencies`` as this type.
    ///
    /// - Throws: ``MissingDependency``, which says what to add.
    public func dependency<Value: Sendable>(_ type: Value.Type = Value.self) throws -> Value {
        try queue.options.dependencies.value(type)
    }
}
