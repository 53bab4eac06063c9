import OTLP
import Testing

@Suite struct JSONTests {
    @Test func formIsThatOfTheSpecification() throws {
        let span = Span(
            traceID: Samples.traceID,
            spanID: [0xAB, 0xCD],
            name: "a\"b\\c/d\n\u{1}\u{7F}é",
            kind: .server,
            startTimeUnixNano: .max,
            attributes: [
                KeyValue(key: "int", value: .int(.min)), KeyValue(key: "bytes", value: .bytes([0xFB, 0xFF])),
                KeyValue(key: "list", value: .keyValueList([KeyValue(key: "", value: .empty)])), KeyValue(key: "none"),
            ],
            droppedAttributesCount: 3,
            status: Status(code: .error),
            flags: 257
        )
        let expected = [
            #"{"traceId":"f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff","spanId":"abcd","name":"a\"b\\c/d\n\u0001"#, "\u{7F}é\",",
            #""kind":2,"startTimeUnixNano":"18446744073709551615","attributes":["#,
            #"{"key":"int","value":{"intValue":"-9223372036854775808"}},"#,
            #"{"key":"bytes","value":{"bytesValue":"+/8="}},"#,
            #"{"key":"list","value":{"kvlistValue":{"values":[{"value":{}}]}}},{"key":"none"}],"#,
            #""droppedAttributesCount":3,"status":{"code":2},"flags":257}"#,
        ]
        #expect(try span.text() == expected.joined())
        let point = HistogramDataPoint(sum: 0, bucketCounts: [1, 2], explicitBounds: [0.5, 1e16, .nan, -.infinity])
        #expect(
            try point.text()
                == #"{"sum":0.0,"bucketCounts":["1","2"],"explicitBounds":[0.5,1e+16,"NaN","-Infinity"]}"#
        )
        #expect(try Exemplar(value: .int(0), traceID: [1]).text() == #"{"traceId":"01","asInt":"0"}"#)
        #expect(try EntityRef(schemaURL: "u", idKeys: ["a", ""]).text() == #"{"schemaUrl":"u","idKeys":["a",""]}"#)
    }

    @Test func identifiersAreHexadecimalInEitherCase() throws {
        let span = try Span(text: #"{"traceId":"00aAfF","spanId":"","parentSpanId":"09"}"#)
        #expect(span == Span(traceID: [0, 0xAA, 0xFF], parentSpanID: [9]))
        #expect(try Exemplar(text: #"{"spanId":"0A"}"#).spanID == [10])
        #expect(try LogRecord(text: #"{"traceId":"0A","spanId":"0b"}"#) == LogRecord(traceID: [10], spanID: [11]))
        for text in ["abc", "0g", "é0", "AAA="] {
            #expect(throws: OTLPError.self) { try Span(text: "{\"traceId\":\"\(text)\"}") }
        }
    }

    @Test(arguments: [
        ("12", 12), ("\"12\"", 12), ("1e3", 1000), ("\"1.50e+1\"", 15), ("1.0", 1), ("-0", 0), ("-0.0", 0),
        ("100e-2", 1), ("0e999999999999999999999", 0), ("9223372036854775807", Int64.max),
        ("\"-9223372036854775808\"", .min), ("-922337203685477580.8e1", .min), ("0.001E3", 1),
    ])
    func integersHaveManyForms(_ text: String, _ value: Int64) throws {
        #expect(try AnyValue(text: "{\"intValue\":\(text)}") == .int(value))
    }

    @Test(arguments: [
        "1.5", "\"1.5\"", "1e-1", "9223372036854775808", "-9223372036854775809", "1e19", "1e999999999999999999999",
        "\"\"", "\" 1\"", "\"1 \"", "\"0x1\"", "\"NaN\"", "true", "[]", "{}", "01", "+1", "1.", ".5", "1e", "--1", "-",
        "-1e30", "99999999999999999999999",
    ])
    func whatIsNoIntegerIsRefused(_ text: String) {
        #expect(throws: OTLPError.self) { try AnyValue(text: "{\"intValue\":\(text)}") }
    }

    @Test func integersStayWithinTheirFields() throws {
        #expect(try Span(text: #"{"droppedAttributesCount":4294967295}"#).droppedAttributesCount == .max)
        #expect(throws: OTLPError.self) { try Span(text: #"{"droppedAttributesCount":4294967296}"#) }
        #expect(throws: OTLPError.self) { try Span(text: #"{"droppedAttributesCount":-1}"#) }
        #expect(try Span(text: #"{"endTimeUnixNano":18446744073709551615}"#).endTimeUnixNano == .max)
        #expect(throws: OTLPError.self) { try Span(text: #"{"endTimeUnixNano":18446744073709551616}"#) }
        #expect(try ExponentialHistogramDataPoint(text: #"{"scale":-2147483648}"#).scale == .min)
        #expect(throws: OTLPError.self) { try ExponentialHistogramDataPoint(text: #"{"scale":-2147483649}"#) }
    }

    @Test(arguments: [
        ("1.5", 1.5), ("-0.0", -0.0), ("1e5", 100_000), ("\"2.5\"", 2.5), ("\"Infinity\"", .infinity),
        ("\"-Infinity\"", -.infinity), ("1E-400", 0), ("5e-324", .leastNonzeroMagnitude), ("7", 7),
    ])
    func doublesHaveManyForms(_ text: String, _ value: Double) throws {
        let read = try AnyValue(text: "{\"doubleValue\":\(text)}").doubleValue
        #expect(read?.bitPattern == value.bitPattern)
        #expect(try AnyValue(text: #"{"doubleValue":"NaN"}"#).doubleValue?.isNaN == true)
    }

    @Test(arguments: ["1e999", "NaN", "Infinity", "\"inf\"", "\"nan\"", "\"0x1p3\"", "\"\"", "true", "\"1,5\""])
    func whatIsNoDoubleIsRefused(_ text: String) {
        #expect(throws: OTLPError.self) { try AnyValue(text: "{\"doubleValue\":\(text)}") }
    }

    @Test func enumerationsAreNumbersOnly() throws {
        #expect(try Span(text: #"{"kind":3}"#).kind == .client)
        #expect(try LogRecord(text: #"{"severityNumber":24}"#).severityNumber == .fatal4)
        #expect(throws: OTLPError.self) { try Span(text: #"{"kind":"SPAN_KIND_CLIENT"}"#) }
        #expect(throws: OTLPError.self) { try Span(text: #"{"kind":"3"}"#) }
    }

    @Test(
        arguments: [
            ("+/8=", [0xFB, 0xFF]), ("-_8", [0xFB, 0xFF]), ("+/8", [0xFB, 0xFF]), ("", []), ("AA==", [0]), ("AA", [0]),
            ("AAEC", [0, 1, 2]), ("\\u0041A==", [0]),
        ] as [(String, [UInt8])]
    )
    func base64HasTwoAlphabetsAndOptionalPadding(_ text: String, _ bytes: [UInt8]) throws {
        #expect(try AnyValue(text: "{\"bytesValue\":\"\(text)\"}") == .bytes(bytes))
    }

    @Test(arguments: ["A", "AAAAA", "A===", "AA=", "=", "A A=", "AAA*", "é", "AA==AA=="])
    func whatIsNotBase64IsRefused(_ text: String) {
        #expect(throws: OTLPError.self) { try AnyValue(text: "{\"bytesValue\":\"\(text)\"}") }
    }

    @Test func unknownNamesAreIgnored() throws {
        let span = try Span(
            text: #"""
                 {"new":1,"trace_id":"zz","name":"n","newer":{"name":"x","a":[1,2.5e-3,{"b":[]},[],"\ud800\"",null,true,false]},
                  "Name":"y","status":{"code":1,"deeper":{}},"kind":3,"last":"1"}
                """#
        )
        #expect(span == Span(name: "n", kind: .client, status: Status(code: .ok)))
    }

    @Test func profilesStringTableIndicesAreAbsent() throws {
        #expect(try KeyValue(text: #"{"keyStrindex":3,"value":{"stringValueStrindex":4}}"#) == KeyValue(value: .empty))
    }

    @Test func nullIsAbsent() throws {
        let span = try Span(
            text: #"{"name":null,"kind":null,"attributes":null,"status":null,"traceId":null,"flags":null,"links":[]}"#
        )
        #expect(span == Span())
        #expect(try KeyValue(text: #"{"value":null}"#).value == nil)
        #expect(try KeyValue(text: #"{"value":{"intValue":null}}"#).value == .empty)
        #expect(try HistogramDataPoint(text: #"{"sum":null,"bucketCounts":null}"#) == HistogramDataPoint())
    }

    @Test func aNameThatComesTwiceCountsAgain() throws {
        let span = try Span(
            text:
                #"{"name":"a","status":{"code":2},"name":"b","attributes":[{"key":"x"}],"status":{"message":"m"},"attributes":[{"key":"y"}]}"#
        )
        #expect(
            span
                == Span(
                    name: "b",
                    attributes: [KeyValue(key: "x"), KeyValue(key: "y")],
                    status: Status(message: "m", code: .error)
                )
        )
        #expect(try AnyValue(text: #"{"stringValue":"a","intValue":1}"#) == 1)
        #expect(try AnyValue(text: #"{"intValue":1,"stringValue":"a"}"#) == "a")
    }

    @Test func escapesAreUnderstood() throws {
        #expect(
            try Span(text: #"{"name":"\"\\\/\b\f\n\r\t\u00e9\u20AC\uD83C\uDF88"}"#).name == "\"\\/\u{8}\u{C}\n\r\té€🎈"
        )
        #expect(try Span(text: #"{"n\u0061me":"escaped name"}"#).name == "escaped name")
        #expect(try Span(text: #"{"name":"\u0000"}"#).name == "\0")
    }

    @Test(arguments: [
        (#"\ud800"#, "\u{FFFD}"), (#"\udc00x"#, "\u{FFFD}x"), (#"\ud800\n"#, "\u{FFFD}\n"),
        (#"\ud800\u0041"#, "\u{FFFD}A"), (#"\ud800\ud83c\udf88"#, "\u{FFFD}🎈"), (#"\ud83cx"#, "\u{FFFD}x"),
    ])
    func halvesOfSurrogatePairsAreRepaired(_ escaped: String, _ text: String) throws {
        #expect(try Span(text: "{\"name\":\"\(escaped)\"}").name == text)
    }

    @Test func invalidTextIsRepaired() throws {
        #expect(try Span(json: Array(#"{"name":"a"#.utf8) + [0xFF] + Array("\"}".utf8)).name == "a\u{FFFD}")
        #expect(try Span(json: Array(#"{"name":"\n"#.utf8) + [0xC3] + Array("\"}".utf8)).name == "\n\u{FFFD}")
    }

    @Test func whitespaceMayBeAnywhere() throws {
        let text = " \n\t\r{ \"name\" : \"n\" , \"attributes\" : [ { \"key\" : \"k\" } , { } ] , \"links\" : [ ] } \n"
        #expect(try Span(text: text) == Span(name: "n", attributes: [KeyValue(key: "k"), KeyValue()]))
    }

    @Test(arguments: [
        "", " ", "{", "}", "[]", "null", "1", "\"a\"", "{}x", "{} {}", "{,}", #"{"name"}"#, #"{"name":}"#,
        #"{"name":"a",}"#,
        #"{"name":"a" "kind":1}"#, #"{name:"a"}"#, #"{'name':'a'}"#, #"{"name":"a"#, #"{"name":"a\"}"#,
        #"{"name":"\x"}"#,
        #"{"name":"\u12"}"#, #"{"name":"\u12g4"}"#, "{\"name\":\"a\nb\"}", "{\"na\tme\":1}", #"{"name":1}"#,
        #"{"name":["a"]}"#, #"{"attributes":{}}"#, #"{"attributes":[null]}"#, #"{"attributes":[{}"#,
        #"{"attributes":[{},]}"#, #"{"attributes":[{} {}]}"#, #"{"attributes":["a"]}"#, #"{"status":[]}"#,
        #"{"status":"x"}"#, #"{"unknown":nul}"#, #"{"unknown":truex}"#, #"{"unknown":[1,]}"#, #"{"unknown":{"a":1,}}"#,
        #"{"unknown":01}"#, #"{"unknown":-}"#, #"{"unknown":"\q"}"#, #"{"unknown":"}"#, #"{"unknown":[}"#, "\u{FEFF}{}",
        "// {}", #"{"unknown":NaN}"#, #"{"unknown":1.}"#, #"{"name":"\ud800\u12"}"#,
    ])
    func whatIsNotJSONOfTheMessageIsRefused(_ text: String) {
        do throws(OTLPError) {
            _ = try Span(text: text)
            Issue.record("accepted")
        } catch {
            guard case .invalidJSON(let offset, let reason) = error else {
                Issue.record(error)
                return
            }
            #expect(offset >= 0 && offset <= text.utf8.count)
            #expect(!reason.isEmpty)
        }
    }

    @Test func errorsSayWhatAndWhere() {
        #expect(throws: OTLPError.invalidJSON(offset: 8, reason: "expected a string")) {
            try Span(text: #"{"name":12}"#)
        }
        #expect(
            OTLPError.invalidJSON(offset: 8, reason: "expected a string").description
                == "invalid OTLP/JSON at byte 8: expected a string"
        )
    }

    @Test func detailsOfAnErrorAreSkipped() throws {
        let text = #"{"code":3,"message":"m","details":[{"@type":"x","value":{"a":1}}]}"#
        #expect(try RPCStatus(text: text) == RPCStatus(code: 3, message: "m"))
    }

    /// Every prefix of a small message, and some of large ones.
    @Test func prefixesAreRefused() throws {
        func check<M: Message>(_ message: M, every step: Int) throws {
            let bytes = try message.json()
            for length in stride(from: 0, to: bytes.count, by: step) {
                #expect(throws: OTLPError.self) { try M(json: Array(bytes[..<length])) }
            }
        }
        for message in Samples.requests { try check(message, every: 97) }
        try check(Samples.event, every: 1)
    }
}
