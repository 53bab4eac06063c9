/// The types of those conventional attributes that are not text, by their names.
///
/// Where an API has text only, as the dimensions of swift-metrics, this gives numbers their type back.
public enum ConventionalType: Sendable, Hashable {
    case int
    case bool
    case double

    /// `nil` for text, and for names that no convention knows.
    public static func of(_ name: String) -> ConventionalType? { types[name] }

    private static let types: [String: ConventionalType] = {
        var types: [String: ConventionalType] = [:]
        for key in ints { types[key.name] = .int }
        for key in bools { types[key.name] = .bool }
        for key in doubles { types[key.name] = .double }
        return types
    }()

    private static let ints: [AttributeKey<Int>] = [
        .codeLineNumber, .dbOperationBatchSize, .dbResponseReturnedRows, .httpRequestResendCount,
        .httpResponseStatusCode, .httpRequestBodySize, .httpResponseBodySize, .throughlineJobAttempt,
        .throughlineJobIterationCount, .throughlineJobChainLength, .throughlineJobChainPosition, .mailMessagesCount,
        .mailMessagesSent, .mailRecipientsCount, .mailAcceptedCount, .mailRefusedCount, .mailMessageSize,
        .mailReplyCode, .messagingBatchMessageCount, .serverPort, .clientPort, .networkPeerPort, .networkLocalPort,
        .processPID, .processParentPID, .throughlineInboxRetries,
    ]

    private static let bools: [AttributeKey<Bool>] = [
        .throughlineJobSync, .throughlineJobCached, .throughlineJobDuplicate, .throughlineJobAckFailure, .mailSent,
        .mailFailSilently, .mailConnectionReused, .mailConnectionOpened, .mailConnectionPresent,
        .throughlineInboxSuccess, .throughlineInboxReplayed,
    ]

    private static let doubles: [AttributeKey<Double>] = [.throughlineJobTimeout, .throughlineInboxWait]
}
