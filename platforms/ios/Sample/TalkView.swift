import SwiftUI

/// One screen: where to connect, what was said, and a line to say.
struct TalkView: View {
    @ObservedObject var talk: Talk
    @State private var host = "localhost"
    @State private var port = "2323"
    @State private var line = ""

    var body: some View {
        VStack(alignment: .leading, spacing: 12) {
            HStack {
                TextField("host", text: $host)
                TextField("port", text: $port).frame(width: 80)
                Button("Connect") { talk.connect(host: host, port: Int32(port) ?? 0) }
            }
            Text(status)
            if let problem = talk.problem { Text(problem).foregroundColor(.red) }
            HStack {
                TextField("a line to send", text: $line)
                Button("Send") {
                    talk.say(line)
                    line = ""
                }
            }
            Button("Switch to TLS") { talk.switchToTLS() }
            List(Array(talk.lines.enumerated()), id: \.offset) { Text($0.element) }
        }
        .padding()
    }

    private var status: String {
        talk.secure ? "\(talk.state), secured by TLS" : "\(talk.state)"
    }
}
