extension ExpectedSpan {
    /// An order with a card that is charged at the third attempt: through two processes, three jobs, a mail and news for the partner.
    static let order = server(
        "POST /orders",
        client("GET /price/{id}", server("GET /price/{id}", access("read", client(#"SELECT "products""#)))),
        access(
            "write",
            transaction(
                "BEGIN",
                #"INSERT "orders""#,
                "SELECT pragma_database_list",
                "INSERT throughline_jobs",
                "COMMIT"
            ),
            job("reserve_stock", [reservation, job("charge_card", failure, failure, success)])
        )
    )

    private static let reservation = access(
        "write",
        transaction(
            "BEGIN",
            #"SELECT "orders""#,
            #"SELECT "products""#,
            #"UPDATE "products""#,
            #"UPDATE "orders""#,
            "COMMIT"
        )
    )

    private static let failure = [readOrder, charge(isError: true)]

    private static let success = [
        readOrder,
        charge(isError: false),
        news([delivery(isError: false)]),
        access("write", transaction("BEGIN", #"UPDATE "orders""#, "COMMIT")),
        job("send_receipt", [readOrder, access("read", client(#"SELECT "products""#)), mail]),
    ]

    private static let readOrder = access("read", client(#"SELECT "orders""#))

    /// What the partner is asked for, and does.
    private static func charge(isError: Bool) -> ExpectedSpan {
        let record = access("write", transaction("BEGIN", "INSERT charges", "COMMIT"))
        return client("POST /charges", isError: isError, server("POST /charges", isError: isError, record))
    }
}
