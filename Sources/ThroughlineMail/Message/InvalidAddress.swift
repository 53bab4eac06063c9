/// Why a text is no address; reads on after the address itself.
struct InvalidAddress: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
