/// The error that is told of, which is not always the one that was thrown.
func told(of error: any Error) -> any Error {
    if let error = error as? any Instruction { return told(of: error.error) }
    return error
}
