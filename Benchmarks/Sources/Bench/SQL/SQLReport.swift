/// What tracing adds to the statements that GRDB runs.
struct SQLReport {
    let rounds: Int

    func report() throws {
        for work in StatementCost.Work.allCases {
            var costs: [StatementCost.Setup: [Double]] = [:]
            for _ in 0..<rounds {
                for setup in StatementCost.Setup.allCases {
                    let result = try Child.measure([
                        "statement-cost", "--setup", setup.rawValue, "--work", work.rawValue,
                    ])
                    costs[setup, default: []].append(result["cpu"] ?? .nan)
                }
            }
            let untraced = Table.median(costs[.untraced])
            for (setup, title) in [
                (StatementCost.Setup.noTracer, "nothing bootstrapped"), (.unsampled, "unsampled"),
                (.recorded, "recorded"),
            ] {
                let cost = Table.median(costs[setup])
                Table.row(
                    "GRDB, \(work.title), \(title): CPU a statement",
                    "\(Int(cost - untraced)) ns on top of \(Int(untraced)) ns",
                    ""
                )
            }
        }
    }
}
