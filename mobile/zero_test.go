package mobile_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/mobile"
)

// zeros are one of each type. Java can make them without a constructor.
var zeros = []any{
	new(mobile.CertChain), new(mobile.Chunk), new(mobile.Client), new(mobile.Config), new(mobile.Conn),
	new(mobile.ConnInfo), new(mobile.Failure), new(mobile.Peer), new(mobile.RetryPolicy), new(mobile.Server),
	new(mobile.Stats), new(mobile.TLSOptions),
}

func TestZeroValues(t *testing.T) {
	leaktest.Check(t)
	var names []string
	for _, zero := range zeros {
		v := reflect.ValueOf(zero)
		names = append(names, v.Elem().Type().Name())
		for _, receiver := range []reflect.Value{v, reflect.Zero(v.Type())} {
			for i := range receiver.NumMethod() {
				name := v.Type().String() + "." + v.Type().Method(i).Name
				for _, args := range arguments(receiver.Method(i).Type()) {
					calls(t, name, receiver.Method(i), args)
				}
			}
		}
	}
	require.ElementsMatch(t, structs(t), names, "every exported struct is here")
}

// arguments are zeros, and values that mean something.
func arguments(f reflect.Type) [][]reflect.Value {
	var zero, some []reflect.Value
	for in := range f.Ins() {
		zero = append(zero, reflect.Zero(in))
		switch in.Kind() {
		case reflect.Int32, reflect.Int64, reflect.Float64:
			some = append(some, reflect.ValueOf(1).Convert(in))
		case reflect.String:
			some = append(some, reflect.ValueOf("text").Convert(in))
		case reflect.Slice:
			some = append(some, reflect.ValueOf([]byte("bytes")))
		case reflect.Bool:
			some = append(some, reflect.ValueOf(true))
		case reflect.Pointer:
			some = append(some, reflect.New(in.Elem()))
		default:
			some = append(some, reflect.Zero(in))
		}
	}
	return [][]reflect.Value{zero, some}
}

// calls fails when a call panics, waits, or returns a Failure that is our fault.
func calls(t *testing.T, name string, f reflect.Value, args []reflect.Value) {
	t.Helper()
	done := make(chan []reflect.Value, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				t.Errorf("%s panics: %v", name, v)
				done <- nil
			}
		}()
		done <- f.Call(args)
	}()
	select {
	case results := <-done:
		for _, r := range results {
			if err, ok := r.Interface().(error); ok && !r.IsNil() {
				require.NotEqual(t, mobile.CodeInternal, mobile.CodeOf(err), "%s: %v", name, err)
			}
		}
	case <-time.After(hang):
		t.Fatalf("%s waits", name)
	}
}

func TestFunctionsSurviveAnything(t *testing.T) {
	leaktest.Check(t)
	defer mobile.SetLogLevel(mobile.LogInfo)
	before := mobile.SetMaxProcs(-5)
	require.Equal(t, before, mobile.SetMaxProcs(0))
	require.Positive(t, before)
	require.Contains(t, mobile.Version(), "threadedtcp ")
	require.Equal(t, "code 99", mobile.CodeName(99))
	require.Equal(t, "code -1", mobile.CodeName(-1))
	require.Equal(t, "state 99", mobile.StateName(99))
	require.Equal(t, "Ready", mobile.StateName(mobile.StateReady))
	for _, f := range []any{
		mobile.CodeName, mobile.CodeOf, mobile.Dial, mobile.FailureFrom, mobile.NewClient, mobile.NewConfig,
		mobile.NewRetryPolicy, mobile.NewServer, mobile.NewTLSOptions, mobile.SetLogLevel, mobile.SetMaxProcs,
		mobile.StateName, mobile.Version,
	} {
		v := reflect.ValueOf(f)
		if v.Pointer() == reflect.ValueOf(mobile.SetMaxProcs).Pointer() {
			continue
		}
		for _, args := range arguments(v.Type()) {
			calls(t, v.Type().String(), v, args)
		}
	}
}
