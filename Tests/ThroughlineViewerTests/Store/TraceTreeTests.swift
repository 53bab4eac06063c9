import OTLP
import TestSupport
import Testing
import ThroughlineViewer

@Suite struct TraceTreeTests {
    /// The tree as nested names: `a(b c(d))`.
    private func shape(_ tree: TraceTree) -> String {
        func shape(_ index: Int) -> String {
            let node = tree.nodes[index]
            let children = node.children.map(shape).joined(separator: " ")
            return node.span.name + (children.isEmpty ? "" : "(\(children))")
        }
        return tree.roots.map(shape).joined(separator: " ")
    }

    @Test func `Children stand below their parents by start`() throws {
        let trace = try makeTrace(
            span(4, parent: 2, "d", at: 3),
            span(3, parent: 1, "c", at: 2),
            span(2, parent: 1, "b", at: 1),
            span(1, "a"),
            // The same start as "c": the one that came first stands first.
            span(5, parent: 1, "e", at: 2)
        )
        #expect(shape(trace.tree) == "a(b(d) c e)")
        #expect(trace.tree.depthFirst().map(\.depth) == [0, 1, 2, 1, 1])
        #expect(trace.tree.depthFirst().map(\.isLast) == [true, false, true, false, true])
        #expect(trace.isComplete)
    }

    @Test func `A span whose parent has not come stands beside the roots`() throws {
        let trace = try makeTrace(
            span(5, parent: 9, "e", at: -5),
            span(6, parent: 5, "f"),
            span(1, "a"),
            span(2, "b", at: -1)
        )
        #expect(shape(trace.tree) == "b a e(f)")
        #expect(trace.tree.roots.map { trace.tree.nodes[$0].placement } == [.root, .root, .orphan])
        #expect(trace.hasRoot && !trace.isComplete)
    }

    @Test func `A span that is its own parent is cut off`() throws {
        let trace = try makeTrace(span(1, parent: 1, "a"), span(2, parent: 1, "b"))
        #expect(shape(trace.tree) == "a(b)")
        #expect(trace.tree.nodes.map(\.placement) == [.cycle, .child])
        #expect(!trace.hasRoot)
    }

    @Test func `A circle of parents is cut at its earliest span`() throws {
        let trace = try makeTrace(
            span(7, parent: 3, "tail", at: -9),
            span(3, parent: 2, "c", at: 3),
            span(1, parent: 3, "a", at: 2),
            span(2, parent: 1, "b", at: 1),
            span(8, "root"),
            span(5, parent: 6, "e"),
            span(6, parent: 5, "f", at: 1)
        )
        #expect(shape(trace.tree) == "root b(c(tail a)) e(f)")
        #expect(trace.tree.roots.map { trace.tree.nodes[$0].placement } == [.root, .cycle, .cycle])
    }

    @Test func `Whatever the parents are, every span is there once`() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let count = UInt64.random(in: 1...12, using: &generator)
            let spans = (1...count).map { number in
                span(
                    number,
                    parent: .random(in: 0...count + 1, using: &generator),
                    at: Double(UInt64.random(in: 0...5, using: &generator))
                )
            }
            let tree = try makeTrace([resourceSpans("shop", spans.shuffled(using: &generator))]).tree
            let visits = Array(tree.depthFirst())
            #expect(visits.map(\.index).sorted() == Array(tree.nodes.indices))
            for visit in visits {
                let node = tree.nodes[visit.index]
                #expect((visit.parent == nil) == (visit.depth == 0))
                #expect((visit.depth == 0) == (node.placement != .child))
                #expect(visit.parent.map { tree.nodes[$0].span.id } == (visit.depth == 0 ? nil : node.span.parentID))
            }
            // As many circles as have no way to a root or an orphan.
            #expect(tree.roots.count == tree.nodes.count { $0.placement != .child })
        }
    }

    @Test func `A hundred thousand levels cost no stack`() throws {
        let spans = (1...100_000).map { span(UInt64($0), parent: UInt64($0) - 1, "s") }
        let trace = try makeTrace([resourceSpans("shop", spans.reversed())])
        #expect(trace.tree.roots.count == 1)
        #expect(trace.tree.depthFirst().reduce(0) { max($0, $1.depth) } == 99_999)

        // And the same bent into a circle.
        var circle = spans
        circle[0].parentSpanID = spanID(100_000)
        let bent = try makeTrace([resourceSpans("shop", circle)])
        #expect(bent.tree.roots.count == 1)
        #expect(bent.tree.depthFirst().reduce(0) { max($0, $1.depth) } == 99_999)
    }
}
