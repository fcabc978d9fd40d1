import Foundation
import Threadedtcp

/// Hears the client, on the client's own thread, and never waits there.
final class Events: NSObject, TTMobileListenerProtocol, @unchecked Sendable {
    struct Secured: @unchecked Sendable {
        let info: TTMobileConnInfo?
    }

    let opened = Promise<Void>()
    let closed = Promise<ConnectionError?>()
    private let chunks: Chunks
    private let states: AsyncStream<State>.Continuation
    private let lock = NSLock()
    private var secured: Promise<Secured>?

    init(chunks: Chunks, states: AsyncStream<State>.Continuation) {
        self.chunks = chunks
        self.states = states
    }

    /// Promises the next handshake.
    func securing() -> Promise<Secured> {
        let promise = Promise<Secured>()
        lock.lock()
        secured = promise
        lock.unlock()
        return promise
    }

    private func handshake(_ result: Result<Secured, Error>) {
        lock.lock()
        let promise = secured
        secured = nil
        lock.unlock()
        promise?.keep(result)
    }

    func onState(_ state: Int32, info: TTMobileConnInfo?) throws {
        guard let state = State(rawValue: state) else { return }
        states.yield(state)
        if state == .ready { opened.keep(.success(())) }
    }

    func onData(_ chunk: TTMobileChunk?) throws {
        if let data = chunk?.bytes() { chunks.put(data) } // a copy
        chunk?.recycle()
    }

    func onSecure(_ info: TTMobileConnInfo?) throws {
        handshake(.success(Secured(info: info)))
    }

    func onWritable(_ queuedBytes: Int64) throws {}

    func onRetry(_ attempt: Int32, delayMillis: Int64, why: TTMobileFailure?) throws {
        if let why { handshake(.failure(ConnectionError(why))) }
    }

    func onClosed(_ why: TTMobileFailure?) throws {
        let error = why.map(ConnectionError.init)
        let ended = error ?? ConnectionError(code: Int32(TTMobileCodeInvalidState), "the connection has ended")
        opened.keep(.failure(ended))
        handshake(.failure(ended))
        chunks.end(error?.code == Int32(TTMobileCodeClosedByPeer) ? nil : error)
        states.finish()
        closed.keep(.success(error))
    }
}
