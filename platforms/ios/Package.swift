// swift-tools-version:5.7
import PackageDescription

// `bind` puts this beside the framework that it makes.
let package = Package(
    name: "threadedtcp",
    platforms: [.iOS(.v13)],
    products: [
        .library(name: "ThreadedtcpAsync", targets: ["ThreadedtcpAsync"]),
    ],
    targets: [
        .binaryTarget(name: "Threadedtcp", path: "Threadedtcp.xcframework"),
        .target(name: "ThreadedtcpAsync", dependencies: ["Threadedtcp"]),
    ]
)
