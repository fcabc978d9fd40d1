package main

import "io"

func demo(args []string, stdout, stderr io.Writer) error { return usage("no demo yet") }
