/// The states of a connection, by the numbers of Go.
public enum State: Int32, Sendable {
    case idle, resolving, connecting, securing, ready, waiting, closing, closed
}
