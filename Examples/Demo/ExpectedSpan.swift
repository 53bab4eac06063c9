import OTLP
import ThroughlineViewer

/// What a request is expected to leave: a span, and those below it.
struct ExpectedSpan: Sendable {
    let name: String
    let kind: Span.Kind
    var isError = false
    var children: [ExpectedSpan] = []

    static func server(_ name: String, isError: Bool = false, _ children: ExpectedSpan...) -> ExpectedSpan {
        ExpectedSpan(name: name, kind: .server, isError: isError, children: children)
    }

    static func client(_ name: String, isError: Bool = false, _ children: ExpectedSpan...) -> ExpectedSpan {
        ExpectedSpan(name: name, kind: .client, isError: isError, children: children)
    }

    /// One access of the Shop's database, with the statements in it.
    static func access(_ name: String, _ statements: ExpectedSpan...) -> ExpectedSpan {
        ExpectedSpan(name: "\(name) shop.sqlite", kind: .internal, children: statements)
    }

    static func transaction(_ statements: String...) -> ExpectedSpan {
        ExpectedSpan(name: "transaction", kind: .internal, children: statements.map { .client($0) })
    }

    /// A job that is enqueued, and the attempts at it.
    static func job(_ name: String, _ attempts: [ExpectedSpan]...) -> ExpectedSpan {
        ExpectedSpan(name: "send \(name)", kind: .producer, children: Self.attempts("process \(name)", attempts))
    }

    /// Attempts at something, of which all but the last have failed.
    static func attempts(_ name: String, _ attempts: [[ExpectedSpan]]) -> [ExpectedSpan] {
        attempts.enumerated().map { number, children in
            ExpectedSpan(name: name, kind: .consumer, isError: number < attempts.count - 1, children: children)
        }
    }

    /// A mail that is sent over a connection of its own.
    static let mail = ExpectedSpan(
        name: "send_messages",
        kind: .internal,
        children: [
            .client("open"), .client("send_message_item"), ExpectedSpan(name: "close", kind: .internal),
        ]
    )

    /// What a trace has too little, too much or wrong; nothing when it is complete.
    func problems(with trace: Trace?) -> [String] {
        guard let trace else { return ["no span has arrived"] }
        let tree = trace.tree
        var problems = tree.nodes.filter { $0.placement == .orphan || $0.placement == .cycle }
            .map { "the parent of \($0.span.name) has not arrived" }
        let roots = tree.roots.filter { tree.nodes[$0].placement == .root }
        compare([self], with: roots, below: "the top", in: tree, &problems)
        return problems
    }

    private func compare(
        _ expected: [ExpectedSpan],
        with arrived: [Int],
        below place: String,
        in tree: TraceTree,
        _ problems: inout [String]
    ) {
        var rest = arrived
        for span in expected {
            guard let position = rest.firstIndex(where: { tree.nodes[$0].span.name == span.name }) else {
                problems.append("\(span.name) is missing at \(place)")
                continue
            }
            let node = tree.nodes[rest.remove(at: position)]
            if node.span.kind != span.kind { problems.append("\(span.name) is of another kind") }
            if node.span.isError != span.isError {
                problems.append("\(span.name) is \(span.isError ? "no error, but should be" : "an error")")
            }
            compare(span.children, with: node.children, below: span.name, in: tree, &problems)
        }
        for index in rest { problems.append("\(tree.nodes[index].span.name) at \(place) is not expected") }
    }
}
