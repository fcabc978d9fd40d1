// Android's log, to standard error.
#include <android/log.h>
#include <stdarg.h>
#include <stdio.h>

int __android_log_vprint(int priority, const char *tag, const char *format, va_list arguments) {
	fprintf(stderr, "%d/%s: ", priority, tag);
	int n = vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	return n;
}

int __android_log_print(int priority, const char *tag, const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	int n = __android_log_vprint(priority, tag, format, arguments);
	va_end(arguments);
	return n;
}

int __android_log_write(int priority, const char *tag, const char *text) {
	return __android_log_print(priority, tag, "%s", text);
}
