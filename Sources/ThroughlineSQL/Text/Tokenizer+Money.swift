// Amounts of money, which are numbers in Transact-SQL.
extension Tokenizer {
    /// `£12.50`; `nil` where no currency's sign is, or no digits follow it. A dollar is read elsewhere.
    ///
    /// Source: https://learn.microsoft.com/sql/t-sql/data-types/money-and-smallmoney-transact-sql
    func money(from start: Int) -> Token? {
        guard dialect == .transactSQL, bytes[start] >= 0x80 else { return nil }
        let digits = start + currencyLength(at: start)
        guard digits > start, byte(digits).isDigit || byte(digits) == ASCII.dot else { return nil }
        return Token(kind: .number, start: start, end: number(from: digits).end)
    }

    /// The bytes of a currency's sign in UTF-8; 0 where there is none.
    private func currencyLength(at start: Int) -> Int {
        switch (bytes[start], byte(start + 1), byte(start + 2)) {
        case (0xC2, 0xA2...0xA5, _): 2  // ¢ £ ¤ ¥
        case (0xE2, 0x82, 0xA0...0xBF): 3  // ₠ to €, and on to ₿
        case (0xE0, 0xA7, 0xB2...0xB3), (0xE0, 0xB8, 0xBF), (0xE1, 0x9F, 0x9B): 3  // ৲ ৳ ฿ ៛
        case (0xEF, 0xB7, 0xBC), (0xEF, 0xB9, 0xA9), (0xEF, 0xBC, 0x84): 3  // ﷼ ﹩ ＄
        case (0xEF, 0xBF, 0xA0...0xA1), (0xEF, 0xBF, 0xA5...0xA6): 3  // ￠ ￡ ￥ ￦
        default: 0
        }
    }
}
