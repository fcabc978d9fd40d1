import Foundation
import Threadedtcp

/// What is received, for one `for try await` at a time. No callback ever waits here:
/// when more than `limit` bytes are not taken, the client is paused, and the server has
/// to wait.
public final class Chunks: AsyncSequence, @unchecked Sendable {
    public typealias Element = Data

    private let lock = NSLock()
    private let limit: Int
    private var chunks: [Data] = []
    private var bytes = 0
    private var paused = false
    private var ended = false
    private var why: Error?
    private var waiting: CheckedContinuation<Void, Never>?
    private var pause: (Bool) -> Void = { _ in }

    init(limit: Int) {
        self.limit = limit
    }

    /// Is called once, before all else.
    func whenFull(_ pause: @escaping (Bool) -> Void) {
        self.pause = pause
    }

    func put(_ chunk: Data) {
        wake {
            chunks.append(chunk)
            bytes += chunk.count
            if bytes > limit && !paused {
                paused = true
                pause(true)
            }
        }
    }

    func end(_ why: Error?) {
        wake {
            ended = true
            self.why = why
        }
    }

    private func wake(_ change: () -> Void) {
        lock.lock()
        change()
        let waiting = self.waiting
        self.waiting = nil
        lock.unlock()
        waiting?.resume()
    }

    private enum Next {
        case chunk(Data), end, wait
    }

    /// Needs the lock.
    private func take() throws -> Next {
        guard !chunks.isEmpty else {
            guard ended else { return .wait }
            if let why { throw why }
            return .end
        }
        let chunk = chunks.removeFirst()
        bytes -= chunk.count
        if paused && bytes <= limit / 2 {
            paused = false
            pause(false)
        }
        return .chunk(chunk)
    }

    private func next() async throws -> Data? {
        while true {
            switch try lock.withLock(take) {
            case .chunk(let chunk): return chunk
            case .end: return nil
            case .wait: await change()
            }
            try Task.checkCancellation()
        }
    }

    private func change() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                lock.lock()
                let now = !chunks.isEmpty || ended || Task.isCancelled
                if !now { waiting = continuation }
                lock.unlock()
                if now { continuation.resume() }
            }
        } onCancel: {
            wake {}
        }
    }

    public struct Iterator: AsyncIteratorProtocol {
        let chunks: Chunks

        public mutating func next() async throws -> Data? {
            try await chunks.next()
        }
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(chunks: self)
    }
}
