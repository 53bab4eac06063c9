import ArgumentParser

/// `throughline inbox`: what was accepted and is not done yet, what has failed, and what to do about it.
struct InboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: "Look at buffered requests and messages, and act on them.",
        discussion: """
            Works on a running system: servers and workers notice what changes within a second. A queue is a route, as in \
            inbox:events, or a sender, as in outbox:partner; its name alone will do where it is the only one. An entry is named \
            by its id, as list and errors show it.
            """,
        subcommands: [
            ShowInbox.self, MonitorInbox.self, ListEntries.self, ListErrors.self, ShowEntry.self, RetryEntries.self,
            DropEntries.self, ClearQueue.self, PauseInbox.self, ResumeInbox.self,
        ]
    )
}
