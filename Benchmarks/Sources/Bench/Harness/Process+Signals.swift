import Foundation

extension Process {
    /// Runs it with no signal blocked. Dispatch's threads block them all, a child inherits that, and could not be ended.
    func runUnblocked() throws {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }
}
