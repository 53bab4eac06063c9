import Evidence
import Foundation
import ThroughlineInbox

/// A request whose processing can be seen.
struct Numbered: Codable, Sendable {
    /// How many are in an order of their own.
    static let keys = 16

    let number: Int

    /// Those of a key one after the other. Every tenth fails at its first attempt, so that retries are killed too.
    static func ordered(_ effects: Effects) -> BufferedRoute {
        BufferedRoute("ordered", Numbered.self, order: .key { "\($0.number % keys)" }, retries: 1_000) {
            request,
            context in
            if request.number % 10 == 0, context.attempt == 1 { throw Stumbled() }
            try await effects.record(request.number, attempt: context.attempt)
        }
    }

    /// A third of the attempts fails, and three are made at most. The last one at a request is said on standard output.
    static func flaky(_ effects: Effects) -> BufferedRoute {
        BufferedRoute("flaky", Numbered.self, retries: 2) { request, context in
            let fails = fails(request.number, attempt: context.attempt)
            if !fails { try await effects.record(request.number, attempt: context.attempt) }
            if !fails || context.attempt == 3 {
                print("settled")
                fflush(nil)
            }
            if fails { throw Stumbled() }
        }
    }

    /// Whether an attempt at a flaky request fails: as by chance, and the same every time.
    static func fails(_ number: Int, attempt: Int) -> Bool {
        // SplitMix64, https://prng.di.unimi.it/splitmix64.c
        var mixed = UInt64(number) &* 3 &+ UInt64(attempt) &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return (mixed ^ (mixed >> 31)) % 3 == 0
    }

    struct Stumbled: Error {}
}
