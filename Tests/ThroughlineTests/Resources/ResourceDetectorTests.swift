import Foundation
import SpanRecording
import Testing

@testable import Throughline

@Suite struct ResourceDetectorTests {
    /// A file system of a test's own.
    private final class World {
        let folder = FileManager.default.temporaryDirectory.appending(path: "throughline-world-\(UUID())")
        var surroundings: Surroundings { Surroundings(root: folder.path) }

        init(_ files: [String: String] = [:]) throws {
            for (path, text) in files {
                let file = folder.appending(path: path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(text.utf8).write(to: file)
            }
        }

        deinit { try? FileManager.default.removeItem(at: folder) }
    }

    private static let id = "4c0d1f4e2b8a96c7d3e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6c7"

    @Test(arguments: [
        "12:cpuset:/docker/\(id)\n11:memory:/", "1:name=systemd:/system.slice/docker-\(id).scope",
        "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/cri-containerd-\(id).scope",
        "0::/kubepods.slice/crio-\(id).scope", "0::/machine.slice/libpod-\(id).scope/container\n5:cpu:/libpod-\(id)",
        "0::/system.slice/containerd.service/kubepods:cri-containerd:\(id)",
    ])
    func aContainerIsKnownByItsControlGroup(groups: String) throws {
        let world = try World(["proc/self/cgroup": groups])
        let resource = ContainerDetector(world.surroundings).detect()
        #expect(resource.attributes["container.id"] == .string(Self.id))
        #expect(resource.schemaURL != nil)
    }

    @Test(arguments: [
        "1386 1375 8:1 /var/lib/docker/containers/\(id)/hostname /etc/hostname rw,relatime - ext4 /dev/sda1 rw",
        "9 8 0:1 /containers/storage/overlay-containers/\(id)/userdata/hosts /etc/hosts rw - tmpfs tmpfs rw",
    ])
    func aContainerIsKnownByItsMounts(mounts: String) throws {
        let world = try World(["proc/self/cgroup": "0::/\n", "proc/self/mountinfo": "1 2 8:1 / / rw\n\(mounts)\n"])
        #expect(ContainerDetector(world.surroundings).detect().attributes["container.id"] == .string(Self.id))
    }

    @Test(arguments: [
        "", "0::/\n", "0::/user.slice/session-1.scope", "1:x:/docker/\(id.dropLast())",
        "1:x:/docker/\(id.uppercased())",
        "\u{0}\u{1}", String(repeating: "/", count: 5000),
    ])
    func outsideOfAContainerThereIsNone(groups: String) throws {
        let mounts = "1 2 8:1 /run/containerd/sandboxes/\(Self.id)/hostname /etc/hostname rw - ext4 /dev/sda1 rw"
        let world = try World(["proc/self/cgroup": groups, "proc/self/mountinfo": mounts])
        #expect(ContainerDetector(world.surroundings).detect() == Resource())
        #expect(ContainerDetector(try World().surroundings).detect() == Resource())
    }

    @Test func thePlaceInKubernetesIsKnownByTheEnvironment() throws {
        let environment = [
            "KUBERNETES_SERVICE_HOST": "10.0.0.1", "HOSTNAME": "shop-7d", "K8S_POD_UID": "u", "NODE_NAME": "n1",
            "K8S_CONTAINER_NAME": "app", "POD_NAMESPACE": "prod",
        ]
        let resource = KubernetesDetector(environment, try World().surroundings).detect()
        let expected: Attributes = [
            "k8s.pod.name": "shop-7d", "k8s.pod.uid": "u", "k8s.namespace.name": "prod", "k8s.node.name": "n1",
            "k8s.container.name": "app",
        ]
        #expect(resource.attributes == expected)
        #expect(resource.schemaURL != nil)
    }

    @Test func thePlaceInKubernetesIsKnownByFiles() throws {
        let world = try World([
            "etc/podinfo/name": "shop\n", "etc/podinfo/uid": "u", "etc/podinfo/node": "two\nlines",
            "var/run/secrets/kubernetes.io/serviceaccount/namespace": "prod",
        ])
        let environment = ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "HOSTNAME": "other"]
        let resource = KubernetesDetector(environment, world.surroundings).detect()
        let expected: Attributes = ["k8s.pod.name": "shop", "k8s.pod.uid": "u", "k8s.namespace.name": "prod"]
        #expect(resource.attributes == expected)
    }

    @Test func outsideOfKubernetesNothingIsSaidOfIt() throws {
        let resource = KubernetesDetector(["HOSTNAME": "h", "POD_NAME": "p"], try World().surroundings).detect()
        #expect(resource == Resource())
    }

    @Test func theOperatingSystemDescribesItself() throws {
        let release = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME='Debian'\nVERSION_ID=12\njunk\n=\n"
        let world = try World(["etc/os-release": release])
        let attributes = OperatingSystemDetector(world.surroundings).detect().attributes
        #expect(attributes["os.description"] == "Debian GNU/Linux 12 (bookworm)")
        #expect(attributes["os.name"] == "Debian")
        #expect(attributes["os.version"] == "12")
        #expect(["linux", "darwin"].contains(attributes["os.type"]))
    }

    @Test func theHostIsKnown() throws {
        let world = try World(["etc/machine-id": "8a9b0c1d2e3f\n"])
        let attributes = HostDetector(world.surroundings).detect().attributes
        #expect(attributes["host.id"] == "8a9b0c1d2e3f")
        #expect(["amd64", "arm64"].contains(attributes["host.arch"]))
        #expect(HostDetector(try World().surroundings).detect().attributes["host.id"] == nil)
    }

    @Test func theProcessIsKnownAndItsArgumentsAreNot() {
        let attributes = ProcessDetector().detect().attributes
        #expect(attributes["process.parent_pid"] != nil && attributes["process.runtime.name"] == "swift")
        guard case .string(let path) = attributes["process.executable.path"] else {
            Issue.record("no path")
            return
        }
        #expect(path.hasPrefix("/"))
        #expect(!attributes.contains { $0.name.hasPrefix("process.command") })
    }

    @Test func detectorsAreChosenAndTheLastOneWins() {
        struct Fixed: ResourceDetector {
            let value: AttributeValue
            func detect() -> Resource { Resource(attributes: ["a": value, "b": value], schemaURL: nil) }
        }
        var configuration = Configuration(serviceName: "shop")
        configuration.resourceDetectors = [Fixed(value: 1), Fixed(value: 2)]
        configuration.resourceAttributes = ["b": 3]
        let resource = Resource.current(for: configuration)
        #expect(resource.attributes["a"] == 2)
        #expect(resource.attributes["b"] == 3)
        #expect(resource.attributes["host.name"] == nil)
        #expect(resource.attributes["service.name"] == "shop")
        #expect(resource.attributes["telemetry.sdk.name"] != nil)
    }

    @Test func aSchemaThatContradictsAnotherIsNone() {
        struct Old: ResourceDetector {
            func detect() -> Resource {
                Resource(attributes: ["a": 1], schemaURL: "https://opentelemetry.io/schemas/1.0.0")
            }
        }
        var configuration = Configuration()
        #expect(Resource.current(for: configuration).schemaURL == "https://opentelemetry.io/schemas/1.44.0")
        configuration.resourceDetectors.append(Old())
        #expect(Resource.current(for: configuration).schemaURL == nil)
    }
}
