extension Viewer {
    /// Where a viewer listens, and what it takes at most.
    public struct Configuration: Hashable, Sendable {
        /// The address or name to listen on. Telemetry holds what nobody else should read: think before you choose one
        /// that other machines reach.
        public var host: String

        /// The port; 0 for any that is free.
        public var port: Int

        /// Where everything that is received is sent on to; `nil` for nowhere.
        public var forwarding: ForwardingTarget?

        /// Whether a viewer whose port is taken leaves the field to who has it, and waits for the end, instead of failing: the
        /// viewer that `throughline view` has started shows the traces of all applications, of this one too.
        public var givesWay: Bool

        /// The largest body, in bytes, as it is sent. OTLP asks for 64 MiB.
        public var maxBodySize: Int

        /// The largest body, in bytes, once it is decompressed. OTLP asks for 64 MiB.
        public var maxDecompressedSize: Int

        /// How many requests are received and read at once; others are asked to come again a second later. This bounds
        /// the memory that requests take together.
        public var maxConcurrentRequests: Int

        /// How many pages may wait for changes at once.
        public var maxOpenPages = 64

        /// A folder that the page is read from, for those who work on it, instead of the page in the program.
        public var pageFolder: String?

        /// How often an open page gets a sign of life.
        var heartbeat = Duration.seconds(15)

        /// How long a viewer that stops goes on to forward what waits.
        var forwardingGracePeriod = Duration.seconds(2)

        public init(
            host: String = "127.0.0.1",
            port: Int = 4318,
            forwarding: ForwardingTarget? = nil,
            givesWay: Bool = false,
            maxBodySize: Int = 64 << 20,
            maxDecompressedSize: Int = 64 << 20,
            maxConcurrentRequests: Int = 4
        ) {
            self.host = host
            self.port = port
            self.forwarding = forwarding
            self.givesWay = givesWay
            self.maxBodySize = maxBodySize
            self.maxDecompressedSize = maxDecompressedSize
            self.maxConcurrentRequests = maxConcurrentRequests
        }

        /// The URL under which the viewer is reached from this machine.
        public func url(port: Int) -> String {
            let reachable =
                switch host {
                case "0.0.0.0": "127.0.0.1"
                case "::": "::1"
                default: host
                }
            // RFC 3986, section 3.2.2: an IPv6 address stands in brackets.
            return "http://\(reachable.contains(":") ? "[\(reachable)]" : reachable):\(port)"
        }
    }

    /// What a viewer has accepted since it was made.
    public struct Statistics: Hashable, Sendable {
        /// Spans that are in the store, or were.
        public var spans = 0
        /// Data points of metrics that are in the store, or were.
        public var dataPoints = 0
        /// Log records that are in the store, or were.
        public var logRecords = 0
        /// Requests with telemetry that were answered with an error.
        public var refusedRequests = 0

        public init() {}
    }
}
