import OTLP

/// Where telemetry comes from: a resource and a scope, once.
final class Origin: Sendable {
    let id: Int64
    let resource: Resource
    let scope: InstrumentationScope
    /// The `service.name`; empty when unknown.
    let service: String
    /// The service's number among the names.
    let serviceName: Int

    init(id: Int64, resource: Resource, scope: InstrumentationScope, serviceName: Int) {
        self.id = id
        self.resource = resource
        self.scope = scope
        self.serviceName = serviceName
        service = resource.attributes["service.name"]?.stringValue ?? ""
    }
}

/// The origin of the records of a request, as it is to be written.
struct OriginDraft: Sendable {
    let resource: Resource
    let scope: InstrumentationScope
    let resourceBytes: [UInt8]
    let scopeBytes: [UInt8]

    /// - Returns: `nil` for what is nested too deeply to be written.
    init?(_ resource: Resource?, _ scope: InstrumentationScope?) {
        self.resource = resource ?? Resource()
        self.scope = scope ?? InstrumentationScope()
        guard let resourceBytes = try? self.resource.protobuf(), let scopeBytes = try? self.scope.protobuf() else {
            return nil
        }
        (self.resourceBytes, self.scopeBytes) = (resourceBytes, scopeBytes)
    }

    var size: Int { resourceBytes.count + scopeBytes.count }

    /// What tells it from others: the lengths make it clear where one ends.
    fileprivate var identity: [UInt8] {
        var identity = [UInt8](withUnsafeBytes(of: UInt32(resourceBytes.count).bigEndian, Array.init))
        identity += resourceBytes
        identity += scopeBytes
        return identity
    }
}

/// The origins that anything in the store has, by their numbers and by what they are.
struct Origins {
    private let connection: SQLiteConnection
    private(set) var all: [Int64: Origin] = [:]
    private var numbers: [[UInt8]: Int64] = [:]

    init(_ connection: SQLiteConnection, names: inout Names) throws {
        self.connection = connection
        let rows = try connection.statement("SELECT id, identity, resource, scope FROM origin")
        var found: [(Int64, [UInt8], Resource, InstrumentationScope)] = []
        while try rows.step() {
            let resource = (try? Resource(protobuf: rows.bytes(2), limits: .trusted)) ?? Resource()
            let scope = (try? InstrumentationScope(protobuf: rows.bytes(3), limits: .trusted)) ?? InstrumentationScope()
            found.append((rows.integer(0), rows.bytes(1), resource, scope))
        }
        for (id, identity, resource, scope) in found {
            let service = resource.attributes["service.name"]?.stringValue ?? ""
            all[id] = Origin(id: id, resource: resource, scope: scope, serviceName: try names.number(of: service))
            numbers[identity] = id
        }
    }

    subscript(id: Int64) -> Origin? { all[id] }

    mutating func origin(of draft: OriginDraft, names: inout Names) throws -> Origin {
        let identity = draft.identity
        if let id = numbers[identity], let origin = all[id] { return origin }
        let insert = try connection.statement("INSERT INTO origin (identity, resource, scope) VALUES (?, ?, ?)")
        insert.bind(1, identity)
        insert.bind(2, draft.resourceBytes)
        insert.bind(3, draft.scopeBytes)
        try insert.run()
        let id = connection.lastRowID
        let service = draft.resource.attributes["service.name"]?.stringValue ?? ""
        let serviceName = try names.number(of: service)
        let origin = Origin(id: id, resource: draft.resource, scope: draft.scope, serviceName: serviceName)
        all[id] = origin
        numbers[identity] = id
        return origin
    }

    /// Forgets all origins but these.
    mutating func keep(_ kept: Set<Int64>) throws {
        let delete = try connection.statement("DELETE FROM origin WHERE id = ?")
        for id in all.keys where !kept.contains(id) {
            delete.bind(1, id)
            try delete.run()
            all[id] = nil
        }
        numbers = numbers.filter { all[$0.value] != nil }
    }
}

extension DecodingLimits {
    /// For what the store has written itself.
    static let trusted = DecodingLimits(maxBytes: .max, maxDepth: 200, maxMemory: .max)
}
