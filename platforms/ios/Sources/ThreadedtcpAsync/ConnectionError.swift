import Foundation
import Threadedtcp

/// Says why a connection ended; `code` is one of `TTMobileCode...`, to switch on.
public struct ConnectionError: LocalizedError, Sendable {
    public let code: Int32
    public let errorDescription: String?

    init(_ failure: TTMobileFailure) {
        code = failure.code()
        errorDescription = failure.error()
    }

    init(code: Int32, _ description: String) {
        self.code = code
        errorDescription = description
    }

    /// What the bindings have thrown, with its code where that is known.
    static func of(_ thrown: Error) -> Error {
        TTMobileFailureFrom(thrown).map(ConnectionError.init) ?? thrown
    }
}
