/// What a file says of one OTLP exporter.
extension Configuration.OTLPOverrides {
    init(_ file: FileMapping) {
        if let value = file["endpoint"], let text = value.text {
            let endpoint = Endpoint.exact(text)
            if endpoint.isValid {
                self.endpoint = endpoint
                if endpoint.hasUserInformation {
                    value.warn(
                        "holds a user name or a password, which are not sent",
                        using: "credentials belong into headers"
                    )
                }
            } else {
                // The address may hold a password, so the warning does not repeat it.
                value.warn("is not an http or https address with a host", using: "the default is used")
            }
        }
        readHeaders(file)
        file.read(
            "compression",
            into: &compression,
            oneOf: ["gzip": .gzip, "deflate": .deflate, "none": Configuration.Compression.none]
        )
        file.read("timeout", into: &timeout, isZeroEndless: true)
        file.read("encoding", into: &encoding, oneOf: ["protobuf": .protobuf, "json": .json])
        file.child("tls") { files in
            tls.certificate = files["ca_file", "certificate_file"]?.text
            tls.clientKey = files["key_file", "client_key_file"]?.text
            tls.clientCertificate = files["cert_file", "client_certificate_file"]?.text
        }
    }

    /// Those of the list give way to those of their own.
    private mutating func readHeaders(_ file: FileMapping) {
        if let value = file["headers_list"], let text = value.plainText {
            for member in KeyValueList.members(of: text) {
                switch member {
                case .malformed(let reason): value.warn(reason, using: "this header is left out")
                case .pair(let name, let text): set(name, text, value)
                }
            }
        }
        for entry in file.list("headers") {
            entry.mapping { pair in
                guard let name = pair.text("name"), let value = pair["value"], let text = value.plainText else {
                    return
                }
                set(name, text, value)
            }
        }
    }

    private mutating func set(_ name: String, _ text: String, _ value: FileValue) {
        if Headers.refusal(ofName: name, value: text) == nil {
            headers[name] = text
        } else {
            // What is not a name may be a part of a value.
            value.warn("is a header that cannot be sent", using: "it is left out")
        }
    }
}

/// A signal's exporters, and how what is exported is collected.
struct FileProcessors<Exporter> {
    /// What a file's names mean for the signal.
    struct Offers {
        let otlp: Exporter
        let console: Exporter
        let file: (OTLPFileExporter) -> Exporter
        let zipkin: ((FileMapping) -> Exporter)?
        /// An OTLP exporter beside the first one.
        let another: (Configuration.OTLP) -> Exporter
    }

    private let offers: Offers
    private(set) var exporters: [Exporter] = []
    private(set) var otlp: Configuration.OTLPOverrides?
    private(set) var batch: Configuration.Batch?

    init(_ file: FileMapping, offers: Offers, batch base: Configuration.Batch, over general: Configuration.OTLP) {
        self.offers = offers
        var batches: [(Configuration.Batch, FileValue)] = []
        for processor in file.list("processors") {
            processor.mapping { choice in
                guard let (name, value) = choice.only(of: ["batch", "simple"]) else { return }
                var settings = name == "simple" ? .simple : base
                let before = exporters.count
                value.mapping { keys in
                    if name == "batch" { settings.read(keys) }
                    keys.child("exporter") { readExporter($0, over: general) }
                }
                if exporters.count > before {
                    batches.append((settings, value))
                } else {
                    value.warn("has no exporter that is offered", using: "it is ignored")
                }
            }
        }
        // All exporters of a signal are given what is collected in the same way.
        batch = (batches.first { $0.0 != .simple } ?? batches.first)?.0
        for (other, value) in batches where other != batch {
            value.warn(
                "is collected otherwise than another processor",
                using: "all of the signal's are collected as one is"
            )
        }
    }

    private mutating func readExporter(_ file: FileMapping, over general: Configuration.OTLP) {
        if let value = file["otlp_http"] {
            value.mapping { keys in
                let settings = Configuration.OTLPOverrides(keys)
                if otlp == nil {
                    otlp = settings
                    exporters.append(offers.otlp)
                } else {
                    exporters.append(offers.another(general.overridden(by: settings)))
                }
            }
        }
        if file.has("console") { exporters.append(offers.console) }
        if let exporter = file.otlpFile { exporters.append(offers.file(exporter)) }
        if let zipkin = offers.zipkin { file.child("zipkin") { exporters.append(zipkin($0)) } }
        file.warnOfOtherExporters()
    }
}

extension FileMapping {
    /// `otlp_file/development`, with its `output_stream`.
    var otlpFile: OTLPFileExporter? {
        guard let value = self["otlp_file/development"] else { return nil }
        var exporter: OTLPFileExporter? = .standardOutput
        value.mapping { keys in
            guard let stream = keys["output_stream"], let text = stream.text, text != "stdout" else { return }
            if text.hasPrefix("file:///") {
                exporter = OTLPFileExporter(path: String(text.dropFirst(7)))
            } else {
                stream.warn("is neither stdout nor a file:/// address", using: "nothing is written")
                exporter = nil
            }
        }
        return exporter
    }

    /// Exporters that other SDKs have, and what to use.
    func warnOfOtherExporters() {
        notOffered("otlp_grpc", using: "use otlp_http; collectors listen for it on port 4318, and for grpc on 4317")
        for member in others {
            note(member.name)
            value.reader.warn(
                member.value.path,
                line: member.line,
                "is no exporter that is offered",
                using: "it is left out; use otlp_http or console"
            )
        }
    }
}

extension Configuration.Batch {
    fileprivate mutating func read(_ file: FileMapping) {
        file.read("schedule_delay", into: &scheduleDelay)
        file.read("export_timeout", into: &exportTimeout, isZeroEndless: true)
        file.read("max_queue_size", into: &maxQueueSize, in: 1...Self.largestQueue)
        file.read("max_export_batch_size", into: &maxExportBatchSize, in: 1...Self.largestQueue)
        if maxExportBatchSize > maxQueueSize { maxExportBatchSize = maxQueueSize }
    }
}
