public import Instrumentation
import WireText

/// Carries ``Baggage`` in the `baggage` field.
///
/// A member that is malformed is skipped, and the others are read. Of members with the same name the last one
/// counts. At most ``maximumMemberCount`` members and ``maximumHeaderLength`` bytes are read and written; what goes
/// beyond stays behind.
///
/// Source: [W3C Baggage, section 3](https://www.w3.org/TR/baggage/#baggage-http-header-format).
public struct BaggagePropagator: Propagator {
    /// The largest number of members that is read or written. The specification asks for at least 64.
    public static let maximumMemberCount = 180

    /// The longest header that is read or written, in bytes. The specification asks for at least 8192.
    public static let maximumHeaderLength = 8192

    public init() {}

    public var fields: [String] { [Self.header] }

    public func inject<C, I: Injector>(_ context: InstrumentationContext, into carrier: inout C, using injector: I)
    where I.Carrier == C {
        let baggage = context.baggage
        guard !baggage.isEmpty, let header = Self.header(for: baggage) else { return }
        injector.inject(header, forKey: Self.header, into: &carrier)
    }

    public func extract<C, E: Extractor>(_ carrier: C, into context: inout InstrumentationContext, using extractor: E)
    where E.Carrier == C {
        guard let header = extractor.extract(key: Self.header, from: carrier) else { return }
        let baggage = Self.baggage(from: header)
        if !baggage.isEmpty {
            context.baggage = baggage
        }
    }

    private static let header = "baggage"
}

// MARK: - Grammar

extension BaggagePropagator {
    /// Writes the entries that can be written. `nil` if there is none.
    static func header(for baggage: Baggage) -> String? {
        var header: [UInt8] = []
        var count = 0
        for entry in baggage.entries where count < Self.maximumMemberCount && Self.isToken(entry.key.utf8) {
            var member = Array(entry.key.utf8)
            member.append(UInt8(ascii: "="))
            PercentEncoding.append(entry.value, to: &member, allowing: Self.isBaggageOctet)
            if let metadata = Self.properties(entry.metadata.utf8), !metadata.isEmpty {
                member.append(UInt8(ascii: ";"))
                member.append(contentsOf: metadata)
            }
            let separatorLength = header.isEmpty ? 0 : 1
            guard header.count + separatorLength + member.count <= Self.maximumHeaderLength else { continue }
            if separatorLength == 1 {
                header.append(UInt8(ascii: ","))
            }
            header.append(contentsOf: member)
            count += 1
        }
        return header.isEmpty ? nil : String(decoding: header, as: UTF8.self)
    }

    /// Reads the members that are well-formed.
    static func baggage(from header: String) -> Baggage {
        var header = header
        return header.withUTF8 { bytes in
            var baggage = Baggage()
            var start = bytes.startIndex
            var count = 0
            while start < bytes.endIndex, count < Self.maximumMemberCount {
                let end = bytes[start...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.endIndex
                guard end <= Self.maximumHeaderLength else { break }
                if let entry = Self.entry(from: bytes[start..<end]) {
                    baggage.set(entry)
                    count += 1
                }
                start = end + 1
            }
            return baggage
        }
    }

    /// `list-member = key OWS "=" OWS value *( OWS ";" OWS property )`
    private static func entry(from member: Slice<UnsafeBufferPointer<UInt8>>) -> Baggage.Entry? {
        let pair = member.prefix { $0 != UInt8(ascii: ";") }
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let key = pair[..<equals].trimmingOptionalWhitespace()
        let value = pair[(equals + 1)...].trimmingOptionalWhitespace()
        guard Self.isToken(key), value.allSatisfy(Self.isBaggageOctet), let decoded = PercentEncoding.decode(value)
        else {
            return nil
        }
        let metadata = Self.properties(member[pair.endIndex...].dropFirst()) ?? []
        return Baggage.Entry(
            key: String(decoding: key, as: UTF8.self),
            value: decoded,
            metadata: String(decoding: metadata, as: UTF8.self)
        )
    }

    /// Properties without the white space and the empty fields around them, or `nil` if one of them could not stand
    /// in a header.
    ///
    /// `property = key OWS "=" OWS value / key OWS`
    private static func properties(_ bytes: some BidirectionalCollection<UInt8>) -> [UInt8]? {
        var properties: [UInt8] = []
        for field in bytes.split(separator: UInt8(ascii: ";")) {
            let property = field.trimmingOptionalWhitespace()
            guard !property.isEmpty else { continue }
            let key = property.prefix { $0 != UInt8(ascii: "=") }
            let value = property[key.endIndex...].dropFirst()
            guard Self.isToken(key.trimmingOptionalWhitespace()),
                value.trimmingOptionalWhitespace().allSatisfy(Self.isBaggageOctet)
            else { return nil }
            if !properties.isEmpty {
                properties.append(UInt8(ascii: ";"))
            }
            properties.append(contentsOf: property)
        }
        return properties
    }

    private static func isToken(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(\.isTokenCharacter)
    }

    /// `baggage-octet = %x21 / %x23-2B / %x2D-3A / %x3C-5B / %x5D-7E`: printable ASCII without space, double quote,
    /// comma, semicolon and backslash.
    private static func isBaggageOctet(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x23...0x2b, 0x2d...0x3a, 0x3c...0x5b, 0x5d...0x7e: true
        default: false
        }
    }
}
