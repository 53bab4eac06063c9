#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The value of a `Date` header, such as `Sat, 21 Nov 2026 17:20:14 +0000`.
///
/// Source: RFC 5322, section 3.3.
enum DateHeader {
    /// A date in UTC; one that a mail cannot have is moved to the nearest that it can.
    static func value(of date: Date) -> [UInt8] {
        // From 1900, the first year of the standard, to 9999.
        let seconds = Int64(date.seconds(in: -2_208_988_800...253_402_300_799).rounded(.down))
        let (days, second) = seconds.flooredDivision(by: 86_400)

        // Days to year, month and day: counted from March of the year 0, in eras of 400 years.
        // https://howardhinnant.github.io/date_algorithms.html#civil_from_days
        let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let weekday = (days + 4).flooredDivision(by: 7).remainder  // 1 January 1970 was a Thursday

        var text: [UInt8] = []
        text.reserveCapacity(31)
        text += names("SunMonTueWedThuFriSat", weekday)
        text += ", ".utf8
        text.append(number: day, digits: 2)
        text.append(UInt8(ascii: " "))
        text += names("JanFebMarAprMayJunJulAugSepOctNovDec", month - 1)
        text.append(UInt8(ascii: " "))
        text.append(number: year, digits: 4)
        text.append(UInt8(ascii: " "))
        text.append(number: second / 3600, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(number: second / 60 % 60, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(number: second % 60, digits: 2)
        text += " +0000".utf8
        return text
    }

    private static func names(_ names: StaticString, _ index: Int64) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: names.utf8Start + Int(index) * 3, count: 3)
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension [UInt8] {
    fileprivate mutating func append(number: Int64, digits: Int) {
        var power: Int64 = digits == 4 ? 1000 : 10
        while power > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / power % 10))
            power /= 10
        }
    }
}
