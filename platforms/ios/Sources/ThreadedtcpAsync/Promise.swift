import Foundation

/// A result that tasks wait for; the first one counts.
final class Promise<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var result: Result<Value, Error>?
    private var waiting: [CheckedContinuation<Value, Error>] = []

    func keep(_ result: Result<Value, Error>) {
        lock.lock()
        guard self.result == nil else {
            lock.unlock()
            return
        }
        self.result = result
        let waiting = self.waiting
        self.waiting = []
        lock.unlock()
        waiting.forEach { $0.resume(with: result) }
    }

    func value() async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            lock.lock()
            let result = self.result
            if result == nil { waiting.append(continuation) }
            lock.unlock()
            if let result { continuation.resume(with: result) }
        }
    }
}
