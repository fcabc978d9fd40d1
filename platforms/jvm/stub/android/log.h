// What gobind's C code needs of Android's log: see ../log.c.
#pragma once
#define ANDROID_LOG_INFO 4
#define ANDROID_LOG_FATAL 7
int __android_log_print(int priority, const char *tag, const char *format, ...);
