#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The seconds from 1970 to now, which the dates of HTTP are compared with.
func secondsSince1970() -> Int64 { Int64(time(nil)) }
