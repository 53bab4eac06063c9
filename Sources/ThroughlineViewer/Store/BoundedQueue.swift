/// Elements in the order of their arrival, of which the first make room for the last.
///
/// Elements are named by their position, which never changes; those before ``first`` are gone.
struct BoundedQueue<Element> {
    private(set) var bytes = 0
    private var elements: [(element: Element?, size: Int)] = []
    /// The elements of `elements` that are gone.
    private var gone = 0
    /// The position of the first of `elements`.
    private var base = 0

    var count: Int { elements.count - gone }

    /// The position of the first element.
    var first: Int { base + gone }

    /// - Returns: `nil` for what is gone, or never was.
    subscript(position: Int) -> Element? {
        elements.indices.contains(position - base) ? elements[position - base].element : nil
    }

    /// - Returns: the position of the new element.
    mutating func append(_ element: Element, size: Int) -> Int {
        elements.append((element, size))
        bytes += size
        return base + elements.count - 1
    }

    mutating func removeFirst() -> Element? {
        guard gone < elements.count else { return nil }
        let (element, size) = elements[gone]
        elements[gone].element = nil
        gone += 1
        bytes -= size
        // Moving what is left once half of it is gone costs each element one move, all in all.
        if gone > 1_024, gone > elements.count / 2 {
            base += gone
            elements.removeFirst(gone)
            gone = 0
        }
        return element
    }

    mutating func removeAll() {
        base += elements.count
        elements = []
        gone = 0
        bytes = 0
    }
}

extension BoundedQueue {
    /// The elements, the first to arrive first.
    var all: [Element] { elements[gone...].compactMap(\.element) }
}
