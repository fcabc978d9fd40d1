#pragma once

// echo_start returns the port, on loopback, of a server that sends back what it gets.
// It is there until the process ends.
int echo_start(void);

// echo_nobody returns a port on loopback that nobody listens on.
int echo_nobody(void);
