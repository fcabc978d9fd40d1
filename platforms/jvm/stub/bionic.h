// What glibc declares otherwise than Android's C library, for platforms/jvm/sizes.
#ifndef __ASSEMBLER__
#include <netdb.h>
#include <stdint.h>

static inline int bionic_getnameinfo(const struct sockaddr *address, socklen_t length, char *host, size_t most_host,
		char *service, size_t most_service, int flags) {
	return getnameinfo(address, length, host, most_host, service, most_service, flags);
}
#define getnameinfo bionic_getnameinfo
#endif
