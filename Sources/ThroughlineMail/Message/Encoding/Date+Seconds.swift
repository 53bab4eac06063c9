#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Date {
    /// The seconds since 1970, moved into a range. What is no number becomes the range's beginning.
    func seconds(in range: ClosedRange<Double>) -> Double {
        let seconds = timeIntervalSince1970
        return seconds > range.lowerBound ? Swift.min(seconds, range.upperBound) : range.lowerBound
    }
}
