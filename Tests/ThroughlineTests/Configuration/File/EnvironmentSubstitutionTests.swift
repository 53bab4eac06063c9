import Testing

@testable import Throughline

/// The examples of the specification, "Environment variable substitution", and what is around them.
@Suite struct EnvironmentSubstitutionTests {
    private let substitution = EnvironmentSubstitution([
        "STRING_VALUE": "value", "OTHER_STRING_VALUE": "value2", "BOOL_VALUE": "true", "INT_VALUE": "1",
        "FLOAT_VALUE": "1.1", "HEX_VALUE": "0xdeadbeef", "INVALID_MAP_VALUE": "value\nkey:value",
        "DO_NOT_REPLACE_ME": "Never use this value", "REPLACE_ME": "${DO_NOT_REPLACE_ME}",
        "VALUE_WITH_ESCAPE": "value$$", "EMPTY": "", "_a1": "ok",
    ])

    @Test(arguments: [
        ("${STRING_VALUE}", "value"), ("${BOOL_VALUE}", "true"), ("${env:STRING_VALUE}", "value"),
        ("foo ${STRING_VALUE} ${FLOAT_VALUE}", "foo value 1.1"), ("${UNDEFINED_KEY}", ""),
        ("${UNDEFINED_KEY:-fallback}", "fallback"), ("${STRING_VALUE:-fallback}", "value"),
        ("${EMPTY:-fallback}", "fallback"),
        ("${UNDEFINED_KEY:-http://localhost:4318}/v1", "http://localhost:4318/v1"), ("${UNDEFINED_KEY:-}", ""),
        ("${REPLACE_ME}", "${DO_NOT_REPLACE_ME}"), ("${VALUE_WITH_ESCAPE}", "value$$"),
        ("${UNDEFINED_KEY:-${STRING_VALUE}}", "${STRING_VALUE}"), ("${_a1}", "ok"),
        ("$${STRING_VALUE}", "${STRING_VALUE}"), ("$$${STRING_VALUE}", "$value"),
        ("$$$${STRING_VALUE}", "$${STRING_VALUE}"), ("a $$ b", "a $ b"), ("a $ b", "a $ b"), ("$", "$"), ("$$", "$"),
        ("$STRING_VALUE", "$STRING_VALUE"), ("${OTHER_STRING_VALUE}${STRING_VALUE}", "value2value"), ("", ""),
        ("}", "}"),
    ])
    func `References are replaced`(text: String, replaced: String) throws {
        #expect(try substitution.apply(to: text) == replaced)
    }

    @Test(arguments: [
        "${1BAD}", "${}", "${A B}", "${A", "${env:}", "${A:?error}", "${A:default}", "${Ä}", "${A:-x\ny}",
        "${env:env:A}",
    ])
    func `What is no reference is an error`(text: String) {
        #expect(throws: EnvironmentSubstitution.InvalidReference.self) { try substitution.apply(to: text) }
    }
}
