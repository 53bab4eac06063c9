// Options, spans and their attributes are of these modules; whoever traces a client has to import no other.
@_exported public import SemanticConventions
@_exported public import SpanRecording
@_exported public import ThroughlineHTTP
