/// Keys of attributes and names of services, each once.
struct Names {
    private let connection: SQLiteConnection
    private var numbers: [String: Int] = [:]
    private var texts: [Int: String] = [:]

    init(_ connection: SQLiteConnection) throws {
        self.connection = connection
        let all = try connection.statement("SELECT id, text FROM name")
        while try all.step() {
            let (number, text) = (all.count(0), all.text(1))
            numbers[text] = number
            texts[number] = text
        }
    }

    var count: Int { numbers.count }

    /// The name's number, which it is given if it has none yet.
    mutating func number(of text: String) throws -> Int {
        if let number = numbers[text] { return number }
        let insert = try connection.statement("INSERT INTO name (text) VALUES (?)")
        insert.bind(1, text)
        try insert.run()
        let number = Int(connection.lastRowID)
        numbers[text] = number
        texts[number] = text
        return number
    }

    /// - Returns: `nil` for a name that nothing has.
    func known(_ text: String) -> Int? { numbers[text] }

    func text(_ number: Int) -> String { texts[number] ?? "" }

    /// Forgets all names but these.
    mutating func keep(_ kept: Set<Int>) throws {
        let delete = try connection.statement("DELETE FROM name WHERE id = ?")
        for (number, text) in texts where !kept.contains(number) {
            delete.bind(1, number)
            try delete.run()
            texts[number] = nil
            numbers[text] = nil
        }
    }
}
