/// Letters beyond ASCII, written with ASCII.
///
/// Source: RFC 3492.
enum Punycode {
    /// The encoding of a label, without `xn--`; `nil` if the label is too long for it.
    static func encode(_ label: [Unicode.Scalar]) -> String? {
        guard label.count <= 63 else { return nil }  // it would not fit, and nothing below can overflow
        var output = label.filter(\.isASCII)
        let basicCount = output.count
        if basicCount > 0 { output.append("-") }

        var threshold: UInt32 = 0x80
        var delta: UInt32 = 0
        var bias: UInt32 = 72
        var handled = basicCount
        while handled < label.count {
            guard let next = label.lazy.map(\.value).filter({ $0 >= threshold }).min() else { return nil }
            delta += (next - threshold) * UInt32(handled + 1)
            threshold = next
            for scalar in label {
                if scalar.value < threshold { delta += 1 }
                guard scalar.value == threshold else { continue }
                append(delta, bias: bias, to: &output)
                bias = adapted(delta, isFirst: handled == basicCount, count: UInt32(handled + 1))
                delta = 0
                handled += 1
            }
            delta += 1
            threshold += 1
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: output)
        return String(text)
    }

    private static let base: UInt32 = 36

    /// A number in digits whose weight depends on where they stand.
    private static func append(_ number: UInt32, bias: UInt32, to output: inout [Unicode.Scalar]) {
        var rest = number
        var k = base
        while true {
            let t = k <= bias ? 1 : min(k - bias, 26)
            guard rest >= t else { break }
            output.append(digit(t + (rest - t) % (base - t)))
            rest = (rest - t) / (base - t)
            k += base
        }
        output.append(digit(rest))
    }

    private static func digit(_ value: UInt32) -> Unicode.Scalar {
        let offset = UInt8(truncatingIfNeeded: value)
        return Unicode.Scalar(offset < 26 ? UInt8(ascii: "a") + offset : UInt8(ascii: "0") + offset - 26)
    }

    private static func adapted(_ delta: UInt32, isFirst: Bool, count: UInt32) -> UInt32 {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var k: UInt32 = 0
        while delta > (base - 1) * 26 / 2 {
            delta /= base - 1
            k += base
        }
        return k + base * delta / (delta + 38)
    }
}
