package mobile

// Plan 9 has texts only, and they differ between its networks: the code is CodeIO.
var refusedErrors, unreachableErrors, resetErrors []error
