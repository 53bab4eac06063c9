/// There is no such time.
public enum ScheduleError: Error, Hashable, CustomStringConvertible {
    /// Not from 0 to 59.
    case minute(Int)
    /// Not from 0 to 23.
    case hour(Int)
    /// Not from 1 to 31.
    case day(Int)
    /// Not from 1 to 12.
    case month(Int)
    /// Not a number of minutes from 1 to 527,040.
    case interval(Int)

    public var description: String {
        switch self {
        case .minute(let number): "not a minute, 0 to 59: \(number)"
        case .hour(let number): "not an hour, 0 to 23: \(number)"
        case .day(let number): "not a day of a month, 1 to 31: \(number)"
        case .month(let number): "not a month, 1 to 12: \(number)"
        case .interval(let number): "not a number of minutes from 1 to 527,040: \(number)"
        }
    }
}
