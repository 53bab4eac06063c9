// Buffered endpoints. OpenTelemetry has no convention for what messaging and HTTP do not know of them; these are this project's
// own.

extension AttributeKey where Value == String {
    /// The id of an accepted request, or of a message that is sent: on the request's span, and on those of all attempts.
    @inlinable public static var throughlineInboxRequestID: Self { "throughline.inbox.request.id" }
    /// What an attempt has failed with, in words.
    @inlinable public static var throughlineInboxFailure: Self { "throughline.inbox.failure.reason" }
    /// What became of a request: `accepted`, `replayed`, `invalid`, `unsupported`, `too_large`, `too_slow`, `conflict`, `full`,
    /// `paused`, `unavailable` or `refused`.
    @inlinable public static var throughlineInboxOutcome: Self { "throughline.inbox.outcome" }
}

extension AttributeKey where Value == Int {
    /// How often the request was tried before this attempt: 0 for the first one.
    @inlinable public static var throughlineInboxRetries: Self { "throughline.inbox.retries" }
}

extension AttributeKey where Value == Double {
    /// For how long an attempt was due before it started, in seconds.
    @inlinable public static var throughlineInboxWait: Self { "throughline.inbox.wait.duration" }
}

extension AttributeKey where Value == Bool {
    /// Whether an attempt has succeeded.
    @inlinable public static var throughlineInboxSuccess: Self { "throughline.inbox.success" }
    /// Present, and true, where a request was answered with the id of an earlier one, by its idempotency key.
    @inlinable public static var throughlineInboxReplayed: Self { "throughline.inbox.replayed" }
}
