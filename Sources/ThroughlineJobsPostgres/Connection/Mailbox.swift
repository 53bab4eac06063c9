import Foundation
import Synchronization

/// What the connections' thread is told, by whoever.
final class Mailbox: Sendable {
    struct News: Sendable {
        var requests: [Request] = []
        /// Requests that nobody waits for any more.
        var cancelled: Set<UInt64> = []
        var endedSessions: [UInt64] = []
        var dialed: [Dialed] = []
        var isListening = false
        var isShutDown = false
        var isClosed = false
    }

    /// A connection that was made, or not.
    struct Dialed: Sendable {
        var isListener: Bool
        var result: Result<Connection, any Error>
    }

    let pipe: WakePipe
    private let news = Mutex(News())

    init() throws {
        pipe = try WakePipe()
    }

    func tell(_ change: (inout sending News) -> Void) {
        news.withLock { change(&$0) }
        pipe.wake()
    }

    /// Posts a request, which is over at once where nobody takes it any more.
    func post(_ request: Request) {
        let isTaken = news.withLock { news in
            guard !news.isClosed else { return false }
            news.requests.append(request)
            return true
        }
        if isTaken { return pipe.wake() }
        request.completion(.failure(PostgresError.shutDown))
    }

    /// The last news: nothing is taken any more.
    func close() -> News {
        news.withLock { news in
            defer { news = News(isShutDown: true, isClosed: true) }
            return news
        }
    }

    /// What there is to know; what happens once is taken away by it.
    func take() -> News {
        pipe.drain()
        return news.withLock { news in
            defer { news = News(isListening: news.isListening, isShutDown: news.isShutDown) }
            return news
        }
    }
}
