// Android's log, to standard error.
#include <android/log.h>
#include <stdarg.h>
#include <stdio.h>

int __android_log_print(int priority, const char *tag, const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	fprintf(stderr, "%d/%s: ", priority, tag);
	int n = vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	return n;
}
