import SemanticConventions
import SpanRecording
import Tracing

extension Mailer {
    /// Opens a connection, unless it is open and can be used.
    @discardableResult
    func open(
        _ connection: inout (any MailConnection)?,
        failSilently: Bool
    ) async throws -> any MailConnection {
        if connection?.isUsable == false { await closeQuietly(&connection) }
        var operation = MailOperation("open", ofKind: .client, telemetry)
        defer { operation.end() }
        operation.set([AttributeKey<Bool>.mailFailSilently.name: .bool(failSilently)])
        let isThere = connection != nil
        do {
            let opened =
                if let connection { connection } else { try await operation.within { try await transport.open() } }
            connection = opened
            let isReused = isThere || opened.isReused
            operation.set(opened.attributes)
            operation.set([
                AttributeKey<Bool>.mailConnectionReused.name: .bool(isReused),
                AttributeKey<Bool>.mailConnectionOpened.name: .bool(!isReused),
            ])
            telemetry.countConnection(isReused: isReused, poolWait: isThere ? nil : opened.poolWait)
            return opened
        } catch {
            operation.set([
                AttributeKey<Bool>.mailConnectionReused.name: .bool(false),
                AttributeKey<Bool>.mailConnectionOpened.name: .bool(false),
            ])
            operation.fail(error)
            throw error
        }
    }

    /// Closes a connection, which is gone afterwards whatever happens.
    func close(_ connection: inout (any MailConnection)?) async throws {
        var operation = MailOperation("close", ofKind: .internal, telemetry)
        defer { operation.end() }
        operation.set([AttributeKey<Bool>.mailConnectionPresent.name: .bool(connection != nil)])
        guard let open = connection else { return }
        connection = nil
        do {
            try await operation.within { try await open.close() }
        } catch {
            operation.fail(error)
            throw error
        }
    }

    /// Closes a connection, if there is one; an error is the span's only.
    func closeQuietly(_ connection: inout (any MailConnection)?) async {
        guard connection != nil else { return }
        try? await close(&connection)
    }
}
