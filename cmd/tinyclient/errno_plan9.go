package main

// Plan 9 has texts only, and they differ between its networks: the status is 1.
var refusedErrors, unreachableErrors, resetErrors []error
