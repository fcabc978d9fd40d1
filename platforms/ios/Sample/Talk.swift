import Combine
import Foundation
import Threadedtcp
import ThreadedtcpAsync

/// A talk with a server, line by line, for a view to show.
@MainActor
final class Talk: ObservableObject {
    @Published private(set) var state = State.idle
    @Published private(set) var secure = false
    @Published private(set) var lines: [String] = []
    @Published private(set) var problem: String?

    private var connection: Connection?

    func connect(host: String, port: Int32) {
        connection?.close()
        lines = []
        problem = nil
        do {
            let connection = try Connection(Talk.config(host: host, port: port))
            self.connection = connection
            Task { for await state in connection.states { show(state) } }
            Task { await trying { for try await line in connection.chunks { self.add(line) } } }
            Task { await trying { try await connection.open() } }
        } catch {
            problem = error.localizedDescription
        }
    }

    private static func config(host: String, port: Int32) throws -> TTMobileConfig {
        var error: NSError?
        guard let config = TTMobileNewConfig(host, port, &error) else { throw error! }
        config.setConnectTimeoutMillis(8_000)
        try config.setDelimiter(Data("\n".utf8), maxFrame: 4096)
        config.setRetry(TTMobileNewRetryPolicy())
        return config
    }

    func say(_ line: String) {
        guard let connection else { return }
        Task { await trying { try await connection.send(line + "\n") } }
    }

    /// Switches to TLS: for a server that has been asked for it and agrees.
    func switchToTLS() {
        guard let connection, let options = TTMobileNewTLSOptions() else { return }
        Task { await trying { self.secure = try await connection.secure(options)?.secure() ?? false } }
    }

    /// Tells the client of what only the app can know.
    func foreground(_ there: Bool) {
        there ? connection?.client.enterForeground() : connection?.client.enterBackground()
    }

    private func show(_ state: State) {
        self.state = state
        if state != .ready { secure = false }
    }

    private func add(_ line: Data) {
        lines.append(String(decoding: line, as: UTF8.self).trimmingCharacters(in: .newlines))
    }

    private func trying(_ what: @MainActor () async throws -> Void) async {
        do {
            try await what()
        } catch {
            problem = error.localizedDescription
        }
    }
}
