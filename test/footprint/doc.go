// Command footprint measures programs that join standard input and output to a server,
// tinyclient beside those that devices use in its place: how long it takes from the
// start to the first line that comes back, and how much memory they hold then.
//
//	footprint NOTLS FULL BARE RAW   two builds of tinyclient, and the programs bare and raw
//
// All take turns in one run, so that what else the machine does falls on all alike. The
// memory is what the kernel calls resident and proportional, a second after the line
// (VmRSS of proc_pid_status(5), Pss of proc_pid_smaps(5)); the time is the
// median. It fails above the ceilings: 3.5 MB without TLS, 6.5 MB with it, and 1.6 times
// as long as a bare Go program, whose runtime takes most of the time to start. The goal of
// 1.2 times nc.openbsd is printed; the program raw, which only makes system calls, is about
// there itself.
package main
