package io.github.threadedtcp.coroutines

import io.github.threadedtcp.mobile.Failure
import io.github.threadedtcp.mobile.Mobile
import java.io.IOException

/** Says why a connection ended; [code] is one of Mobile.Code..., to switch on. */
class ConnectionException(val code: Int, message: String, val failure: Failure? = null) : IOException(message) {
    constructor(failure: Failure) : this(failure.code(), failure.error(), failure)

    companion object {
        /** What the bindings have thrown, with its code where that is known. */
        fun of(thrown: Exception): Exception = Mobile.failureFrom(thrown)?.let(::ConnectionException) ?: thrown
    }
}
