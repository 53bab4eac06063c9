import Foundation

#if PostgreSQL
import CLibPQ

/// One connection, in libpq's pipeline mode: a request and what follows it leave together.
///
/// - Important: `@unchecked Sendable` holds because one thread has it at a time: the one that made it hands it over to the one
///   of all connections, which nobody else uses it on.
final class Connection: @unchecked Sendable {
    private let handle: OpaquePointer
    private let isPooled: Bool
    private var prepared: Set<String> = []
    private var inFlight: [Flight] = []
    private var mustFlush = false
    private(set) var isBroken = false
    private var isClosed = false
    /// Called with the payload of each notification that comes in.
    var onNotification: ((String) -> Void)?

    /// A call that has been sent, and what has come back of it so far.
    private struct Flight {
        let answer: ((Result<Rows, PostgresError>) -> Void)?
        /// The statement that is being prepared before.
        var preparing: String?
        var result: OpaquePointer?
        var error: PostgresError?
    }

    /// - Parameters:
    ///   - handle: A connection that is up, in blocking mode; it belongs to this object from here on.
    ///   - isPooled: Whether the next statement may be run on another connection of a pooler's.
    /// - Throws: ``PostgresError`` where the library refuses; the connection is closed then.
    init(taking handle: OpaquePointer, isPooled: Bool) throws(PostgresError) {
        self.handle = handle
        self.isPooled = isPooled
        guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else {
            throw PostgresError(.connectionLost, "the connection cannot be used")
        }
    }

    var descriptor: Int32 { PQsocket(handle) }
    var isBusy: Bool { !inFlight.isEmpty }
    var wantsToWrite: Bool { mustFlush }
    /// Whether no transaction is open.
    var isOutsideTransaction: Bool { PQtransactionStatus(handle) == PQTRANS_IDLE }

    /// Sends calls, each of which is a transaction of its own unless one is open.
    ///
    /// - Parameter answer: What the first of them comes to, when that is committed. It may be called before this returns.
    func start(_ calls: [Call], answer: @escaping (Result<Rows, PostgresError>) -> Void) {
        for (index, call) in calls.enumerated() {
            var flight = Flight(answer: index == 0 ? answer : nil)
            let isSent = send(call, &flight)
            inFlight.append(flight)
            guard isSent, PQpipelineSync(handle) == 1 else { return breakDown(.connectionLost, "it has ended") }
        }
        flush()
    }

    /// Reads and writes what there is to be read and written.
    func advance() {
        flush()
        guard !isBroken else { return }
        guard PQconsumeInput(handle) == 1 else { return breakDown(.connectionLost, "it has ended") }
        while !isBroken, !inFlight.isEmpty, PQisBusy(handle) == 0 {
            if let result = PQgetResult(handle) { receive(result) }
            if PQstatus(handle) == CONNECTION_BAD { breakDown(.connectionLost, "it has ended") }
        }
        while let notification = PQnotifies(handle) {
            let payload = notification.pointee.extra.map { String(cString: $0) } ?? ""
            PQfreemem(notification)
            onNotification?(payload)
        }
        // What a pooler or a server says in parting.
        if PQstatus(handle) == CONNECTION_BAD { breakDown(.connectionLost, "it has ended") }
    }

    /// Gives the connection up. What is under way gets the error.
    func breakDown(_ kind: PostgresError.Kind, _ why: String) {
        guard !isBroken else { return }
        isBroken = true
        let flights = inFlight
        inFlight = []
        for flight in flights {
            PQclear(flight.result)
            // What the server has said before it went tells more: that it shuts down, that an administrator has ended it.
            flight.answer?(.failure(flight.error ?? PostgresError(kind, "the connection: \(why)")))
        }
    }

    /// Ends the connection, which must not be used any more.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        breakDown(.connectionLost, "it was closed")
        PQfinish(handle)
    }

    // One that nobody took, as its broker was gone when it was made.
    deinit { close() }

    // MARK: Sending

    private func send(_ call: Call, _ flight: inout Flight) -> Bool {
        switch call.form {
        case .text(let sql, let values): return sendText(sql, values)
        case .prepared(let statement, let parameters):
            // The one without a name is there until the next.
            let name = isPooled ? "" : statement.name
            if name.isEmpty || prepared.insert(name).inserted {
                flight.preparing = name
                guard PQsendPrepare(handle, name, statement.sql, 0, nil) == 1 else { return false }
            }
            return send(name, parameters)
        }
    }

    private func send(_ statement: String, _ parameters: Parameters) -> Bool {
        parameters.bytes.withUnsafeBytes { bytes in
            // A value of no bytes must have an address too.
            let empty = UnsafeRawPointer(bitPattern: 1)
            let values = parameters.places.map { place -> UnsafePointer<CChar>? in
                guard let place else { return nil }
                let address = bytes.baseAddress.map { $0 + place.lowerBound } ?? empty
                return address?.assumingMemoryBound(to: CChar.self)
            }
            let lengths = parameters.places.map { Int32(truncatingIfNeeded: $0?.count ?? 0) }
            let formats = parameters.places.map { _ in Int32(1) }
            let count = Int32(truncatingIfNeeded: parameters.count)
            return PQsendQueryPrepared(handle, statement, count, values, lengths, formats, 1) == 1
        }
    }

    private func sendText(_ sql: String, _ values: [String?]) -> Bool {
        let copies = values.map { value in value.flatMap { strdup($0) } }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { $0.map { UnsafePointer($0) } }
        return PQsendQueryParams(handle, sql, Int32(truncatingIfNeeded: values.count), nil, pointers, nil, nil, 0) == 1
    }

    private func flush() {
        switch PQflush(handle) {
        case 0: mustFlush = false
        case 1: mustFlush = true
        default: breakDown(.connectionLost, "it has ended")
        }
    }

    // MARK: Receiving

    private func receive(_ result: OpaquePointer) {
        switch PQresultStatus(result) {
        case PGRES_PIPELINE_SYNC:
            PQclear(result)
            conclude()
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
            if inFlight[0].preparing != nil {
                inFlight[0].preparing = nil
                PQclear(result)
            } else {
                PQclear(inFlight[0].result)
                inFlight[0].result = result
            }
        case PGRES_PIPELINE_ABORTED: PQclear(result)
        default:
            let error = Self.error(of: result)
            PQclear(result)
            if let statement = inFlight[0].preparing { prepared.remove(statement) }
            inFlight[0].preparing = nil
            inFlight[0].error = inFlight[0].error ?? error
        }
    }

    private func conclude() {
        let flight = inFlight.removeFirst()
        defer { PQclear(flight.result) }
        guard let answer = flight.answer else { return }
        if let error = flight.error {
            // A connection behind a pooler may be another one than that on which a statement was prepared.
            if error.sqlState == "26000" { prepared.removeAll() }
            return answer(.failure(error))
        }
        guard let result = flight.result else { return answer(.failure(.malformed)) }
        answer(.success(Rows(result)))
    }

    static func error(of result: OpaquePointer) -> PostgresError {
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        // Not the detail, nor the context: they quote what is in the rows.
        return PostgresError(.refused, sqlState: field("C"), field("M") ?? "the server has refused a statement")
    }
}

extension Rows {
    /// Rows in libpq's memory, for as long as that is not freed.
    fileprivate init(_ result: OpaquePointer) {
        self.init(
            count: Int(PQntuples(result)),
            columns: Int(PQnfields(result)),
            changes: PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0,
            command: PQcmdStatus(result).map { String(cString: $0) } ?? ""
        ) { row, column in
            let (row, column) = (Int32(row), Int32(column))
            guard PQgetisnull(result, row, column) == 0 else { return nil }
            return UnsafeRawBufferPointer(
                start: PQgetvalue(result, row, column),
                count: Int(PQgetlength(result, row, column))
            )
        }
    }
}
#else

/// What stands for a connection in a build without the trait `PostgreSQL`. There is never one.
final class Connection: Sendable {
    private init() {}

    var descriptor: Int32 { -1 }
    var isBusy: Bool { false }
    var wantsToWrite: Bool { false }
    var isBroken: Bool { true }
    var isOutsideTransaction: Bool { true }
    var onNotification: ((String) -> Void)? {
        get { nil }
        set {}
    }
    func start(_ calls: [Call], answer: @escaping (Result<Rows, PostgresError>) -> Void) {}
    func advance() {}
    func breakDown(_ kind: PostgresError.Kind, _ why: String) {}
    func close() {}
}
#endif
