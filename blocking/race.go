package blocking

import (
	"context"
	"net"
	"sync"
	"time"
)

// attemptFunc connects to one address.
type attemptFunc func(ctx context.Context, remote net.Addr) (conn, error)

// race connects to the first of remotes that answers (RFC 8305 section 5).
//
// The next attempt starts when the last one has had delay, or as soon as one has
// failed. The losers are cancelled, and all have ended when race returns. Each
// attempt blocks a thread: what more run at once than the connection will need
// are reserved, and those that cannot be are held back.
func race(ctx context.Context, remotes []net.Addr, delay time.Duration, budget *Budget, attempt attemptFunc) (conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		index int
		conn  conn
		err   error
	}
	results := make(chan result, len(remotes))
	var attempts sync.WaitGroup
	next, running := 0, 0
	startNext := func() {
		if next == len(remotes) || ctx.Err() != nil {
			return
		}
		extra := 0
		if running >= threadsPerConn {
			extra = 1
		}
		if budget.Acquire(extra) != nil {
			return
		}
		index := next
		next++
		running++
		attempts.Go(func() {
			c, err := attempt(ctx, remotes[index])
			budget.Release(extra)
			results <- result{index, c, err}
			ExitThread() // a dial to many addresses shall not leave many threads
		})
	}

	errs := make([]error, len(remotes))
	var winner conn
	timer := time.NewTimer(delay)
	defer timer.Stop()
	startNext()
	for winner == nil && running > 0 {
		select {
		case r := <-results:
			running--
			winner, errs[r.index] = r.conn, r.err
			if r.err == nil {
				continue
			}
		case <-timer.C:
		}
		startNext()
		timer.Reset(delay)
	}
	cancel()
	attempts.Wait()
	close(results)
	for r := range results {
		if r.err == nil {
			r.conn.Close()
		}
	}
	if winner != nil {
		return winner, nil
	}
	if next == 0 {
		return nil, contextError(ctx)
	}
	return nil, joinAttempts(errs)
}

// inTurn connects to the first of remotes that answers, one after the other.
func inTurn(ctx context.Context, remotes []net.Addr, attempt attemptFunc) (conn, error) {
	errs := make([]error, len(remotes))
	for i, remote := range remotes {
		ctx, cancel := share(ctx, len(remotes)-i)
		c, err := attempt(ctx, remote)
		cancel()
		if err == nil {
			return c, nil
		}
		errs[i] = err
	}
	return nil, joinAttempts(errs)
}

// leastShare is the time that an attempt gets at least, as in package net.
const leastShare = 2 * time.Second

// share gives one of n attempts its part of the time that ctx leaves.
func share(ctx context.Context, n int) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return ctx, func() {}
	}
	left := time.Until(deadline)
	return context.WithTimeout(ctx, max(left/time.Duration(n), min(left, leastShare)))
}
