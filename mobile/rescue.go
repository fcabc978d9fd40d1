package mobile

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// panicked is the failure that a panic becomes. Its message has the stack, the only
// trace of a fault that the app can report.
func panicked(v any) *Failure {
	cause, _ := v.(runtime.Error)
	return &Failure{code: CodeInternal, op: "panic", message: fmt.Sprintf("%v\n%s", v, debug.Stack()), cause: cause}
}

// rescue is deferred by every exported method: no panic leaves the package.
func rescue(err *error) {
	if v := recover(); v != nil {
		*err = panicked(v)
	}
}

// survive is rescue for methods without an error, which then return zero.
func survive() { _ = recover() }
