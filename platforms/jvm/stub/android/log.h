// What gobind's C code and Go's runtime for Android need of Android's log: see ../log.c.
#pragma once
#include <stdarg.h>
#define ANDROID_LOG_INFO 4
#define ANDROID_LOG_ERROR 6
#define ANDROID_LOG_FATAL 7
int __android_log_print(int priority, const char *tag, const char *format, ...);
int __android_log_vprint(int priority, const char *tag, const char *format, va_list arguments);
int __android_log_write(int priority, const char *tag, const char *text);
