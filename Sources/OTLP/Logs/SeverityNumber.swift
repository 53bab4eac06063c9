/// How grave a log entry is: six ranges of four steps each. Numbers that this version does not know are kept.
public struct SeverityNumber: OpenEnumeration {
    public var rawValue: Int32

    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Not said.
    public static let unspecified = SeverityNumber(rawValue: 0)

    public static let trace = SeverityNumber(rawValue: 1)
    public static let trace2 = SeverityNumber(rawValue: 2)
    public static let trace3 = SeverityNumber(rawValue: 3)
    public static let trace4 = SeverityNumber(rawValue: 4)

    public static let debug = SeverityNumber(rawValue: 5)
    public static let debug2 = SeverityNumber(rawValue: 6)
    public static let debug3 = SeverityNumber(rawValue: 7)
    public static let debug4 = SeverityNumber(rawValue: 8)

    public static let info = SeverityNumber(rawValue: 9)
    public static let info2 = SeverityNumber(rawValue: 10)
    public static let info3 = SeverityNumber(rawValue: 11)
    public static let info4 = SeverityNumber(rawValue: 12)

    public static let warn = SeverityNumber(rawValue: 13)
    public static let warn2 = SeverityNumber(rawValue: 14)
    public static let warn3 = SeverityNumber(rawValue: 15)
    public static let warn4 = SeverityNumber(rawValue: 16)

    public static let error = SeverityNumber(rawValue: 17)
    public static let error2 = SeverityNumber(rawValue: 18)
    public static let error3 = SeverityNumber(rawValue: 19)
    public static let error4 = SeverityNumber(rawValue: 20)

    public static let fatal = SeverityNumber(rawValue: 21)
    public static let fatal2 = SeverityNumber(rawValue: 22)
    public static let fatal3 = SeverityNumber(rawValue: 23)
    public static let fatal4 = SeverityNumber(rawValue: 24)
}
