package io.github.threadedtcp.coroutines

/** The states of a connection; their order is that of the numbers of [io.github.threadedtcp.mobile.Mobile]. */
enum class State { Idle, Resolving, Connecting, Securing, Ready, Waiting, Closing, Closed }
