SUMMARY = "TCP client for small devices"
DESCRIPTION = "Joins standard input and output to a TCP server and says by its exit status how it went."
HOMEPAGE = "https://github.com/threadedtcp/threadedtcp"
SECTION = "net"
LICENSE = "Apache-2.0"
LIC_FILES_CHKSUM = "file://src/${GO_IMPORT}/LICENSE;md5=3b83ef96387f14655fc854ddc3c6bd57"

GO_IMPORT = "github.com/threadedtcp/threadedtcp"
GO_INSTALL = "${GO_IMPORT}/cmd/tinyclient"
SRC_URI = "git://${GO_IMPORT};protocol=https;branch=main;destsuffix=${GO_SRCURI_DESTSUFFIX}"
# Set this to a released version.
SRCREV = "${AUTOREV}"
PV = "0.0+git"

inherit go-mod systemd

# Without TLS: PACKAGECONFIG:remove:pn-tinyclient = "tls"
PACKAGECONFIG ??= "tls"
PACKAGECONFIG[tls] = ""
CGO_ENABLED = "0"
GO_LINKSHARED = ""
GOBUILDFLAGS:append = " -tags netgo,osusergo${@bb.utils.contains('PACKAGECONFIG', 'tls', '', ',notls', d)}"
GO_EXTRA_LDFLAGS = "-s -w -buildid="

# The modules that it is linked from are fetched while it is compiled.
do_compile[network] = "1"

SYSTEMD_SERVICE:${PN} = "tinyclient@.service"
SYSTEMD_AUTO_ENABLE = "disable"

do_install:append() {
    install -D -m 0644 ${S}/src/${GO_IMPORT}/platforms/package/debian/tinyclient@.service \
        ${D}${systemd_system_unitdir}/tinyclient@.service
    install -d ${D}${sysconfdir}/tinyclient
}
