import SwiftUI

@main
struct SampleApp: App {
    @Environment(\.scenePhase) private var phase
    @StateObject private var talk = Talk()

    var body: some Scene {
        WindowGroup {
            TalkView(talk: talk)
        }
        .onChange(of: phase) { phase in
            if phase != .inactive { talk.foreground(phase == .active) }
        }
    }
}
