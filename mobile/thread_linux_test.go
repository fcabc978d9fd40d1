package mobile_test

import "syscall"

func thread() int { return syscall.Gettid() }
