import HTTPTypes
import SemanticConventions
import SpanRecording

/// What is recorded of requests and responses by choice.
struct CapturedValues: Sendable {
    /// What the convention leaves to choice, and takes no more to say.
    struct Choices: OptionSet, Sendable {
        let rawValue: Int
        static let requestBodySize = Choices(rawValue: 1)
        static let responseBodySize = Choices(rawValue: 2)
        static let clientPort = Choices(rawValue: 4)
        static let localAddress = Choices(rawValue: 8)
        static let transport = Choices(rawValue: 16)
    }

    let choices: Choices
    let secretQueryKeys: SecretQueryKeys
    private let requestHeaders: [CapturedHeaders]
    private let responseHeaders: [CapturedHeaders]
    private let computed: [(name: String, value: @Sendable (HTTPRequest) -> AttributeValue?)]

    init(_ options: HTTPServerOptions) {
        self.init(
            options.capturing,
            requestHeaders: options.capturedRequestHeaders,
            responseHeaders: options.capturedResponseHeaders,
            secretQueryKeys: options.secretQueryKeys
        )
    }

    private init(
        _ attributes: [CapturedAttribute],
        requestHeaders: CapturedHeaders,
        responseHeaders: CapturedHeaders,
        secretQueryKeys: SecretQueryKeys
    ) {
        self.secretQueryKeys = secretQueryKeys
        var choices: Choices = []
        var requestNames = HeaderNames()
        var responseNames = HeaderNames()
        var computed: [(name: String, value: @Sendable (HTTPRequest) -> AttributeValue?)] = []
        for attribute in attributes {
            switch attribute.source {
            case .everyRequest: break
            case .requestHeader(let name, let unmasked): requestNames.add(name, unmasked: unmasked)
            case .responseHeader(let name, let unmasked): responseNames.add(name, unmasked: unmasked)
            case .requestBodySize: choices.insert(.requestBodySize)
            case .responseBodySize: choices.insert(.responseBodySize)
            case .clientPort: choices.insert(.clientPort)
            case .localAddress: choices.insert(.localAddress)
            case .transport: choices.insert(.transport)
            case .computed(let name, let value): computed.append((name, value))
            }
        }
        self.choices = choices
        self.requestHeaders = [requestHeaders, requestNames.captured].filter { !$0.isEmpty }
        self.responseHeaders = [responseHeaders, responseNames.captured].filter { !$0.isEmpty }
        self.computed = computed
    }

    private struct HeaderNames {
        var names: [String] = []
        var unmasked: [String] = []

        mutating func add(_ name: String, unmasked isUnmasked: Bool) {
            names.append(name)
            if isUnmasked { unmasked.append(name) }
        }

        var captured: CapturedHeaders { CapturedHeaders(names, unmasked: unmasked) }
    }

    /// Adds what is known of a request at its start.
    func record(_ request: HTTPRequest, in attributes: inout Attributes) {
        for headers in requestHeaders { record(request.headerFields, .request, headers, in: &attributes) }
        for (name, value) in computed {
            if let value = value(request) { attributes[name] = value }
        }
    }

    /// Adds what is known of a response.
    func record(response fields: HTTPFields, in attributes: inout Attributes) {
        for headers in responseHeaders { record(fields, .response, headers, in: &attributes) }
    }

    /// By itself first: a header that stands on two lists is one attribute.
    private func record(
        _ fields: HTTPFields,
        _ message: CapturedHeaders.Message,
        _ headers: CapturedHeaders,
        in attributes: inout Attributes
    ) {
        var captured = Attributes()
        headers.record(fields, of: message, in: &captured)
        attributes.merge(captured)
    }
}
