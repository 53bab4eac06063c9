import SpanRecording

extension Configuration {
    /// The defaults of the specification, for one of several instances of an application, each of which is a service of its own:
    /// `Configuration(app: "shop", instance: "1")` names the service `shop-1`, with `service.instance.id` 1.
    ///
    /// Where all instances are to be one service, leave this, and let `service.instance.id` tell them apart, which it does by
    /// itself.
    public init(app: String, instance: String) {
        self.init(serviceName: "\(app)-\(instance)")
        resourceAttributes = ["service.instance.id": .string(instance)]
    }
}
