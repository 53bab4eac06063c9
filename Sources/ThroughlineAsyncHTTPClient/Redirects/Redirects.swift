import AsyncHTTPClient

/// What is done with a response that points elsewhere.
enum Redirects: Sendable {
    typealias Configuration = HTTPClient.Configuration.RedirectConfiguration.FollowConfiguration

    /// The caller gets it.
    case returned
    /// It is followed.
    case followed(Configuration)

    var areFollowed: Bool {
        if case .followed = self { true } else { false }
    }
}
