/// What the rounds of one measurement gave.
struct Samples {
    private var values: [String: [Double]] = [:]

    var isEmpty: Bool { values.isEmpty }

    mutating func add(_ numbers: [String: Double]) {
        for (name, value) in numbers { values[name, default: []].append(value) }
    }

    subscript(_ name: String) -> Double { Table.median(values[name]) }

    /// What a row adds where spans or log records were dropped, which cost too little then.
    var droppedNote: String { self["dropped"] > 0 ? ", \(Int(self["dropped"])) dropped" : "" }

    /// How many times another's value this one is: the median of the rounds' ratios, as the rounds took turns.
    func ratio(_ name: String, to other: Samples) -> Double {
        Table.median(zip(values[name] ?? [], other.values[name] ?? []).map { $0 / $1 })
    }
}
