import Foundation

/// The table that measurements are shown in.
enum Table {
    static func head() {
        StandardOutput.say("| measurement | result | aim |")
        StandardOutput.say("|---|---|---|")
    }

    static func row(_ title: String, _ result: String, _ aim: String) {
        StandardOutput.say("| \(title) | \(result) | \(aim) |")
    }

    static func median(_ values: [Double]?) -> Double {
        guard let sorted = values?.sorted(), !sorted.isEmpty else { return .nan }
        return sorted[sorted.count / 2]
    }

    static func format(_ value: Double) -> String { String(format: "%.2f", value) }
}
