// Brokers, errors that say what is to become of an entry, and payloads' keys are of this module; whoever has an inbox has to
// import no other.
@_exported public import ThroughlineJobs
