/// An enumeration of protobuf: named numbers, and others that a later version may name, which are kept as they are.
public protocol OpenEnumeration: RawRepresentable, Hashable, Sendable where RawValue == Int32 {
    init(rawValue: Int32)
}
