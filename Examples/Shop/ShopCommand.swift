import ArgumentParser

/// A small shop, traced from end to end.
@main
struct ShopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shop",
        abstract: "A small shop that shows every part of Throughline.",
        subcommands: [Serve.self, Work.self]
    )
}
