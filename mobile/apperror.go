package mobile

// An appError is what is kept of an error (exception) of the app's: its text, and the
// Failure if it is one of this package that the app has passed on. The exception is
// not kept alive, nor asked on a thread that it does not expect.
type appError struct {
	text    string
	failure *Failure
}

func (e *appError) Error() string { return e.text }

func (e *appError) Unwrap() []error {
	if e.failure == nil {
		return nil
	}
	return []error{e.failure}
}

// textOf copies an error of the app's, in the call that has returned it.
func textOf(err error) (copied error) {
	defer func() {
		if v := recover(); v != nil {
			copied = panicked(v)
		}
	}()
	if f, ok := err.(*Failure); ok {
		return f
	}
	return &appError{err.Error(), FailureFrom(err)}
}
