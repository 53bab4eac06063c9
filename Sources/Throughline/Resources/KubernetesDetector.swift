import SemanticConventions
import SpanRecording
import WireText

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The place of this process in Kubernetes, by its environment and by files, without asking the cluster.
///
/// A pod says most of it by the downward API, in variables (`K8S_POD_NAME`, `K8S_POD_UID`, `K8S_NAMESPACE_NAME`,
/// `K8S_NODE_NAME`, `K8S_CONTAINER_NAME`, or the same without `K8S_`):
///
/// ```yaml
/// env:
///   - name: K8S_POD_UID
///     valueFrom: { fieldRef: { fieldPath: metadata.uid } }
/// ```
///
/// or in the files `name`, `uid`, `namespace` and `node` below `/etc/podinfo`. Without them, its name is that of the host, and its
/// namespace that of its service account.
public struct KubernetesDetector: ResourceDetector {
    private let environment: [String: String]
    private let surroundings: Surroundings

    public init() {
        self.init(ProcessInfo.processInfo.environment, Surroundings())
    }

    init(_ environment: [String: String], _ surroundings: Surroundings) {
        self.environment = environment
        self.surroundings = surroundings
    }

    public func detect() -> Resource {
        // Every pod has it.
        guard variable("KUBERNETES_SERVICE_HOST") != nil else { return Resource() }
        var attributes = Attributes()
        attributes[.k8sPodName] =
            variable("K8S_POD_NAME", "POD_NAME") ?? file("name") ?? variable("HOSTNAME")
        attributes[.k8sPodUID] = variable("K8S_POD_UID", "POD_UID") ?? file("uid")
        attributes[.k8sNamespaceName] =
            variable("K8S_NAMESPACE_NAME", "NAMESPACE_NAME", "POD_NAMESPACE") ?? file("namespace")
            ?? surroundings.line("/var/run/secrets/kubernetes.io/serviceaccount/namespace")
        attributes[.k8sNodeName] = variable("K8S_NODE_NAME", "NODE_NAME") ?? file("node")
        attributes[.k8sContainerName] = variable("K8S_CONTAINER_NAME", "CONTAINER_NAME")
        return Resource(attributes: attributes, schemaURL: semanticConventionsSchemaURL)
    }

    private func variable(_ names: String...) -> String? {
        names.lazy.compactMap { environment[$0] }.first {
            !$0.isEmpty && $0.utf8.count <= 512 && $0.unicodeScalars.allSatisfy(\.isPrintable)
        }
    }

    private func file(_ name: String) -> String? { surroundings.line("/etc/podinfo/\(name)") }
}
