import Logging
import SpanRecording
import ThroughlineJobs

extension Inbox {
    /// How the entries of a queue are worked on.
    ///
    /// - Parameter work: Makes the work from a payload.
    func runner(
        _ queue: InboxQueue,
        work: @escaping @Sendable (_ payload: [UInt8]) throws -> @Sendable (InboxContext) async throws -> Void
    ) -> JobRunner {
        var runner = JobRunner(queue.description, queue: queue.description) { payload in
            let work = try work(payload)
            return { context in try await work(InboxContext(context, of: queue, in: self)) }
        }
        let middleware = options.middleware
        guard !middleware.isEmpty else { return runner }
        runner.willRun = { context in
            let context = InboxContext(context, of: queue, in: self)
            for middleware in middleware {
                await step(middleware, context) { try await middleware.beforeProcess(context) }
            }
        }
        runner.didRun = { context, error in
            let context = InboxContext(context, of: queue, in: self)
            for middleware in middleware.reversed() {
                await step(middleware, context) { try await middleware.afterProcess(context, error: error) }
            }
        }
        return runner
    }

    /// Lets a middleware add attributes. One that fails harms nothing, also not the others.
    private func step(
        _ middleware: any InboxMiddleware,
        _ context: InboxContext,
        _ body: @escaping @Sendable () async throws -> Attributes
    ) async {
        do {
            context.setAttributes(try await bounded(by: options.middlewareTimeout, body))
        } catch {
            context.logger.error(
                "A middleware failed",
                metadata: ["middleware": "\(type(of: middleware))", "error": "\(error)"]
            )
        }
    }

    /// How an entry is stored, and how often tried.
    func entryOptions(_ queue: InboxQueue, retries: Int?, timeout: Duration?) -> JobOptions {
        var retry = options.backoff
        let retries = max(0, retries ?? options.retries)
        retry.limit = retries == .max ? .max : retries + 1
        return JobOptions(queue: queue.description, timeout: timeout, retry: retry)
    }
}
