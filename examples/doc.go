// Package examples has Kamaelia's first programs, each a main of a few lines:
//
//   - filetoserver sends a file to a server.
//   - httpsconsole talks to an HTTPS server from the console.
//   - echoserver sends every client back what it sends.
//   - motd tells every client the message of the day.
package examples
