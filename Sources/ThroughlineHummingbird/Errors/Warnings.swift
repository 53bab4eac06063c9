import Hummingbird
import Logging

/// Proxies are trusted, but no request can be told to come from one.
func warnOfUnknownPeer(_ context: (some RequestContext).Type) {
    Logger(label: "throughline.http").warning(
        """
        Proxies are trusted, but \(context) does not know who is at the other end of a connection, so that what they say is \
        not read. Make it a ConnectionRequestContext.
        """
    )
}
