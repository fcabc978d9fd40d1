// Command footprint measures programs that join standard input and output to a server,
// tinyclient beside those that devices use in its place: how long it takes from the
// start to the first line that comes back, and how much memory they hold then.
//
//	footprint NOTLS FULL BARE RAW   two builds of tinyclient, and the programs bare and raw
//
// All take turns in one run, so that what else the machine does falls on all alike. The
// memory is what the kernel calls resident and proportional, a second after the line
// (VmRSS of proc_pid_status(5), Pss of proc_pid_smaps(5)). The time is the median of starts
// by a shell, which executes the program in its own place; beside it stands how it compares
// when it is started directly. It fails above the ceilings: 3.5 MB without TLS, 6.5 MB with
// it, and 1.2 times nc.openbsd's time. The program raw only makes system calls: what it
// takes is the runtime of Go.
package main
