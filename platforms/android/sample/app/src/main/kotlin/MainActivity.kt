package io.github.threadedtcp.sample

import android.app.Activity
import android.os.Bundle
import android.widget.Button
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import io.github.threadedtcp.mobile.Mobile
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/** One screen: where to connect, what was said, and a line to say. */
class MainActivity : Activity() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private var talk: Talk? = null

    private lateinit var state: TextView
    private lateinit var said: TextView

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        Mobile.touch() // before two threads use two of its classes for the first time
        val server = EditText(this).apply { setText("10.0.2.2:2323") } // the emulator's host
        val line = EditText(this).apply { setHint("a line to send") }
        state = TextView(this)
        said = TextView(this)
        setContentView(
            LinearLayout(this).apply {
                orientation = LinearLayout.VERTICAL
                addView(server)
                addView(button("Connect") { connect(server.text.toString()) })
                addView(state)
                addView(line)
                addView(button("Send") { talk?.say(line.text.toString()) })
                addView(button("Switch to TLS") { talk?.secure() })
                addView(said)
            },
        )
    }

    private fun button(text: String, click: () -> Unit) = Button(this).apply {
        setText(text)
        setOnClickListener { click() }
    }

    private fun connect(server: String) {
        talk?.close()
        val host = server.substringBeforeLast(':')
        val port = server.substringAfterLast(':').toIntOrNull() ?: 0
        talk = try {
            Talk(host, port, scope)
        } catch (e: Exception) { // Config's constructor throws what Kotlin does not know of
            state.text = e.message
            return
        }
        talk?.let { talk ->
            scope.launch { talk.screen.collect { runOnUiThread { if (talk === this@MainActivity.talk) show(it) } } }
            talk.start()
        }
    }

    private fun show(screen: Screen) {
        state.text = listOfNotNull(screen.state.name, "secured by TLS".takeIf { screen.secure }, screen.problem)
            .joinToString(", ")
        said.text = screen.lines.takeLast(20).joinToString("\n")
    }

    override fun onStart() {
        super.onStart()
        talk?.foreground(true)
    }

    override fun onStop() {
        talk?.foreground(false)
        super.onStop()
    }

    override fun onDestroy() {
        talk?.close()
        scope.cancel()
        super.onDestroy()
    }
}
