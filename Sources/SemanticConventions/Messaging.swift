// Messaging: https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ (v1.44, in development)

extension AttributeKey where Value == String {
    /// The messaging system, such as `kafka`.
    @inlinable public static var messagingSystem: Self { "messaging.system" }
    /// The operation as the system calls it, such as `send` or `ack`.
    @inlinable public static var messagingOperationName: Self { "messaging.operation.name" }
    /// What kind of operation it is: `create`, `send`, `receive`, `process` or `settle`.
    @inlinable public static var messagingOperationType: Self { "messaging.operation.type" }
    /// The queue or the topic.
    @inlinable public static var messagingDestinationName: Self { "messaging.destination.name" }
    /// The message's id.
    @inlinable public static var messagingMessageID: Self { "messaging.message.id" }
    /// What the message belongs together with others by: a conversation, a correlation, a group.
    @inlinable public static var messagingMessageConversationID: Self { "messaging.message.conversation_id" }
    /// Who sends or processes, unique in the system.
    @inlinable public static var messagingClientID: Self { "messaging.client.id" }
}

extension AttributeKey where Value == Int {
    /// How many messages an operation on several at once works on.
    @inlinable public static var messagingBatchMessageCount: Self { "messaging.batch.message_count" }
}
