/// Headers that are secrets, or hold one: with it, whoever reads a trace can do what the client may.
enum SecretHeaders {
    /// - Parameter name: A header's name, in lower case.
    static func contains(_ name: String) -> Bool { names.contains(name) }

    static let names: Set<String> = [
        // RFC 9110, section 11, and RFC 6265.
        "authorization", "proxy-authorization", "cookie", "set-cookie",
        // What most services call theirs.
        "api-key", "apikey", "x-api-key", "x-apikey", "x-api-token", "x-api-secret",
        "auth-token", "x-auth-token", "access-token", "x-access-token", "x-refresh-token", "x-id-token",
        "x-session-token", "x-session-id", "x-csrf-token", "x-xsrf-token", "csrf-token",
        // What is handed on by those who have checked who asks.
        "x-forwarded-access-token", "x-amzn-oidc-accesstoken", "x-amzn-oidc-data", "x-goog-iap-jwt-assertion",
        "cf-access-jwt-assertion", "cf-access-token", "x-ms-token-aad-access-token", "x-ms-token-aad-id-token",
        // Well-known services' own.
        "x-amz-security-token", "x-aws-ec2-metadata-token", "x-goog-api-key", "ocp-apim-subscription-key",
        "x-functions-key", "x-vault-token", "x-consul-token", "x-gitlab-token", "private-token", "job-token",
        "dd-api-key", "x-honeycomb-team", "x-shopify-access-token",
    ]
}
