package io.github.threadedtcp.sample

import io.github.threadedtcp.coroutines.State

/** What the user sees. */
data class Screen(
    val state: State = State.Idle,
    val secure: Boolean = false,
    val lines: List<String> = emptyList(),
    val problem: String? = null,
)
