import SpanRecording

extension Configuration {
    mutating func readResource(_ file: FileMapping) {
        if let value = file["attributes_list"], let text = value.text { readAttributeList(text, value) }
        for entry in file.list("attributes") {
            entry.mapping { pair in
                guard let name = pair.text("name"), !name.isEmpty else {
                    pair.note("value")
                    pair.note("type")
                    entry.warn("has no name", using: "it is ignored")
                    return
                }
                let type = pair.text("type")
                guard let value = pair["value"], let attribute = value.attribute(type: type) else { return }
                set(name, attribute)
            }
        }
        file.notOffered("schema_url", using: "the SDK's own is used")
        // Without this key the format has no detectors; but then nobody would know where a span came from.
        file.child("detection/development", "detection") { detection in
            if detection.has("detectors") { resourceDetectors = detection.list("detectors").compactMap(\.detector) }
            detection.notOffered("attributes", using: "all detected attributes are used")
        }
    }

    private mutating func readAttributeList(_ text: String, _ value: FileValue) {
        var pairs: [(String, String)] = []
        for member in KeyValueList.members(of: text, decodingKeys: true) {
            switch member {
            case .pair(let key, let value): pairs.append((key, value))
            case .malformed(let reason): return value.warn(reason, using: "none of its attributes is used")
            }
        }
        for (key, value) in pairs { set(key, .string(value)) }
    }

    private mutating func set(_ name: String, _ value: AttributeValue) {
        if name == "service.name", case .string(let text) = value {
            serviceName = text
        } else {
            resourceAttributes[name] = value
        }
    }

    mutating func readPropagators(_ file: FileMapping) {
        var names: [(name: String, value: FileValue)] = []
        for entry in file.list("composite") {
            entry.mapping { choice in
                for member in choice.others {
                    choice.note(member.name)
                    names.append((member.name, member.value))
                }
            }
        }
        if let value = file["composite_list"], let text = value.text {
            names += text.split(separator: ",").map { (String($0).trimmed, value) }
        }
        guard !names.isEmpty else { return }
        var chosen: [any Propagator] = []
        var seen: Set<String> = []
        for (name, value) in names where seen.insert(name).inserted && !name.isEmpty && name != "none" {
            if let propagator = Self.propagator(named: name) {
                chosen.append(propagator)
            } else {
                value.warn("names a propagator that is not offered", using: "it is left out")
            }
        }
        propagators = chosen
    }
}

extension FileValue {
    /// - Returns: `nil`, with a warning, for one that is not offered.
    fileprivate var detector: (any ResourceDetector)? {
        var detector: (any ResourceDetector)?
        mapping { choice in
            switch choice.only(of: ["process", "host", "os", "container", "kubernetes", "service"])?.name {
            case "process": detector = ProcessDetector()
            case "host": detector = HostDetector()
            case "os": detector = OperatingSystemDetector()
            case "container": detector = ContainerDetector()
            case "kubernetes": detector = KubernetesDetector()
            // The service is always known.
            default: break
            }
        }
        return detector
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

extension FileValue {
    /// The value of a resource's attribute.
    ///
    /// - Parameter type: What the file says that it is; `nil` for what it looks like.
    fileprivate func attribute(type: String?) -> AttributeValue? {
        switch type ?? "" {
        case "string":
            return plainText.map { .string($0) }
        case "bool", "int", "double", "":
            return scalarAttribute(type: type)
        case "string_array", "bool_array", "int_array", "double_array":
            return arrayAttribute(type: type ?? "")
        default:
            warn("is of a type that is not known", using: "it is read as what it looks like")
            return scalarAttribute(type: nil)
        }
    }

    private func scalarAttribute(type: String?) -> AttributeValue? {
        if case .sequence = node, type == nil { return arrayAttribute(type: "string_array") }
        switch (scalar, type ?? "") {
        case (.string(let text), ""): return .string(text)
        case (.bool(let bool), ""), (.bool(let bool), "bool"): return .bool(bool)
        case (.int(let number), ""), (.int(let number), "int"): return .int(Int64(number))
        case (.int(let number), "double"): return .double(Double(number))
        case (.double(let number), ""), (.double(let number), "double"): return .double(number)
        case (.null, _): return nil
        default:
            warn("is \(kind), and not what its type says", using: "it is ignored")
            return nil
        }
    }

    private func arrayAttribute(type: String) -> AttributeValue? {
        let scalars = list.map { ($0, $0.scalar) }
        func elements<Element>(_ read: (FileValue, FileScalar?) -> Element?) -> [Element] {
            scalars.compactMap { value, scalar in
                let element = read(value, scalar)
                if element == nil { value.warn("is not what its list's type says", using: "it is left out") }
                return element
            }
        }
        switch type {
        case "bool_array":
            return .bools(elements { if case .bool(let bool) = $1 { bool } else { nil } })
        case "int_array":
            return .ints(elements { if case .int(let number) = $1 { Int64(number) } else { nil } })
        case "double_array":
            return .doubles(
                elements {
                    switch $1 {
                    case .double(let number): number
                    case .int(let number): Double(number)
                    default: nil
                    }
                }
            )
        default:
            return .strings(elements { value, _ in value.plainText })
        }
    }
}
