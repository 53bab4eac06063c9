public import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import ThroughlineViewer

/// Which viewer is meant.
struct ViewerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The viewer. (default: $THROUGHLINE_VIEWER, else http://127.0.0.1:4318)",
            valueName: "url"
        )
    )
    var viewer: String?

    /// Asks the viewer for what is at a path of its API.
    func get(_ path: String, _ parameters: KeyValuePairs<String, String?> = [:]) async throws -> Data {
        let response = try await open(path, parameters, timeout: .seconds(60))
        var body = Data()
        for try await piece in response.body {
            guard body.count + piece.readableBytes <= Self.maxBytes else {
                throw CommandFailure("The viewer's answer is larger than \(Self.maxBytes) bytes.")
            }
            body.append(contentsOf: piece.readableBytesView)
        }
        return body
    }

    /// The same, decoded.
    func get<Value: Decodable>(
        _ type: Value.Type,
        _ path: String,
        _ parameters: KeyValuePairs<String, String?> = [:]
    ) async throws -> Value {
        try decode(type, from: await get(path, parameters))
    }

    func decode<Value: Decodable>(_ type: Value.Type, from body: Data) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch {
            throw CommandFailure("What answers at \(url) is no viewer of Throughline, or one of another version.")
        }
    }

    /// Asks for something that is read bit by bit.
    func open(
        _ path: String,
        _ parameters: KeyValuePairs<String, String?> = [:],
        timeout: TimeAmount
    ) async throws -> HTTPClientResponse {
        var components = URLComponents()
        components.queryItems = parameters.compactMap { name, value in value.map { URLQueryItem(name: name, value: $0) }
        }
        // A plus sign would be read as a space.
        let query = (components.percentEncodedQuery ?? "").replacingOccurrences(of: "+", with: "%2B")
        let request = HTTPClientRequest(url: "\(url)/api/\(path)\(query.isEmpty ? "" : "?\(query)")")
        let response: HTTPClientResponse
        do {
            response = try await Self.client.execute(request, timeout: timeout)
        } catch {
            throw CommandFailure(
                "No viewer answers at \(url). Start one with throughline view, or say which with --viewer."
            )
        }
        guard response.status == .ok else { throw await failure(response) }
        return response
    }

    private static let maxBytes = 512 << 20

    /// For as long as the command runs. It says at once when nobody listens.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(timeout: .init(connect: .seconds(10)))
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(configuration: configuration)
    }()

    private var url: String {
        let named =
            viewer ?? ProcessInfo.processInfo.environment["THROUGHLINE_VIEWER"].flatMap { $0.isEmpty ? nil : $0 }
        let url = named ?? "http://127.0.0.1:4318"
        return url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    private func failure(_ response: HTTPClientResponse) async -> CommandFailure {
        struct Answer: Decodable {
            struct Content: Decodable {
                let message: String
                let position: Int?
            }
            let error: Content
        }
        let body = try? await response.body.collect(upTo: 1 << 20)
        let answer = body.flatMap { try? JSONDecoder().decode(Answer.self, from: Data($0.readableBytesView)) }
        guard let error = answer?.error else {
            return CommandFailure("What answers at \(url) is no viewer of Throughline: \(response.status.code).")
        }
        let place = error.position.map { " (at character \($0 + 1))" } ?? ""
        return CommandFailure(TerminalText(error.message).text + place)
    }
}
