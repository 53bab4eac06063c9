import Testing
import WireText

@Suite("Hexadecimal")
struct HexadecimalTests {
    @Test("digits are read in either case, and nothing else is")
    func reading() {
        #expect(UInt64(hexadecimal: "00fF".utf8) == 255)
        #expect(UInt64(hexadecimal: "ffffffffffffffff".utf8) == .max)
        for text in ["0x1", "-1", "+1", " 1", "g", "１"] { #expect(UInt64(hexadecimal: text.utf8) == nil) }
    }

    @Test("numbers have all their digits, and bytes two each")
    func writing() {
        #expect(UInt64(0x2a).hexadecimal == "000000000000002a")
        #expect(UInt64.max.hexadecimal == "ffffffffffffffff")
        #expect([0x00, 0x0f, 0xa0].hexadecimal == "000fa0")
        #expect([UInt8]().hexadecimal.isEmpty)
    }
}
