################################################################################
#
# tinyclient
#
################################################################################

# Put this directory at package/tinyclient, name it in package/Config.in, and set
# the version to a released one; `make tinyclient-source` says what its hash is.
TINYCLIENT_VERSION = main
TINYCLIENT_SITE = $(call github,threadedtcp,threadedtcp,$(TINYCLIENT_VERSION))
TINYCLIENT_LICENSE = Apache-2.0
TINYCLIENT_LICENSE_FILES = LICENSE
TINYCLIENT_GOMOD = github.com/threadedtcp/threadedtcp

TINYCLIENT_BUILD_TARGETS = cmd/tinyclient
TINYCLIENT_TAGS = netgo osusergo
ifneq ($(BR2_PACKAGE_TINYCLIENT_TLS),y)
TINYCLIENT_TAGS += notls
endif
TINYCLIENT_LDFLAGS = -s -w -buildid= -X main.version=$(TINYCLIENT_VERSION)
TINYCLIENT_GO_ENV = CGO_ENABLED=0

$(eval $(golang-package))
