#include "Echo.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int listener(int *port) {
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, 50) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) != 0) {
		perror("listen");
		exit(2);
	}
	*port = ntohs(address.sin_port);
	return fd;
}

static void *echo(void *argument) {
	int fd = (int)(intptr_t)argument;
	char buffer[64 << 10];
	for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) > 0;) {
		for (ssize_t written = 0; written < n;) {
			ssize_t w = write(fd, buffer + written, n - written);
			if (w <= 0)
				break;
			written += w;
		}
	}
	close(fd);
	return NULL;
}

static void start(void *(*run)(void *), int fd) {
	pthread_t thread;
	if (pthread_create(&thread, NULL, run, (void *)(intptr_t)fd) != 0)
		abort();
	pthread_detach(thread);
}

static void *serve(void *argument) {
	for (;;) {
		int fd = accept((int)(intptr_t)argument, NULL, NULL);
		if (fd >= 0)
			start(echo, fd);
	}
}

int echo_start(void) {
	int port;
	start(serve, listener(&port));
	return port;
}

int echo_nobody(void) {
	int port;
	close(listener(&port));
	return port;
}
