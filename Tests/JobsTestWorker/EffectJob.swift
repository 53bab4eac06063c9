import Evidence
public import ThroughlineJobs

/// A job whose work can be seen: a row, in a transaction of its own.
public struct EffectJob: Job {
    public static let name = "effect"
    public static let options = JobOptions(retry: .constant(.milliseconds(1), limit: 1_000))

    @TaskLocal static var effects: Effects?

    public let number: Int

    public init(number: Int) {
        self.number = number
    }

    public func run(_ context: JobContext) async throws {
        guard let effects = Self.effects else { throw MissingEffects() }
        // Every tenth job fails at its first attempt, so that retries are killed too.
        if number % 10 == 0, context.attempt == 1 { throw Stumbled() }
        try await effects.record(number, attempt: context.attempt)
    }

    struct MissingEffects: Error {}
    struct Stumbled: Error {}
}
