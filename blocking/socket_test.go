package blocking

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSocketEchoesMuchThroughSmallBuffers(t *testing.T) {
	eachVariant(t, func(t *testing.T, p variant) {
		near, far := p.smallPair(t)
		echo := async(t, func() error {
			s, buf := far.Socket(), make([]byte, 32<<10)
			for {
				n, err := s.Receive(buf)
				if err == io.EOF {
					return s.CloseWrite()
				}
				if err != nil {
					return err
				}
				if err := sendAll(s, buf[:n]); err != nil {
					return err
				}
			}
		})
		s := near.Socket()
		sent := make([]byte, 4<<20)
		rand.Read(sent)
		write := async(t, func() error {
			for rest := sent; len(rest) > 0; {
				n, err := s.TrySend(rest[:min(len(rest), 20_000)])
				if errors.Is(err, ErrWouldBlock) {
					m, err := s.Send(rest[n:])
					if err != nil {
						return err
					}
					n += m
				} else if err != nil {
					return err
				}
				rest = rest[n:]
			}
			return s.CloseWrite()
		})
		got, err := io.ReadAll(socketReader{s})
		require.NoError(t, err)
		require.NoError(t, write.wait())
		require.NoError(t, echo.wait())
		require.True(t, bytes.Equal(sent, got), "other bytes came back")
	})
}

func TestSocketEndWakesReceiveAndSend(t *testing.T) {
	ends := map[string]func(Socket){
		"interrupt": Socket.Interrupt,
		"close":     func(s Socket) { s.Close() },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			eachVariant(t, func(t *testing.T, p variant) {
				near, _ := p.pair(t)
				s := near.Socket()
				receive := async(t, receiveOnce(s))
				send := async(t, func() error {
					for {
						if _, err := s.Send(make([]byte, 1<<20)); err != nil {
							return err
						}
					}
				})
				time.Sleep(nap)
				end(s)
				if err := receive.wait(); err != io.EOF {
					require.ErrorIs(t, err, net.ErrClosed)
				}
				require.ErrorIs(t, send.wait(), net.ErrClosed)
				_, err := s.TrySend([]byte("x"))
				require.ErrorIs(t, err, net.ErrClosed)
				require.ErrorIs(t, s.CloseWrite(), net.ErrClosed)
				require.ErrorIs(t, receiveOnce(s)(), net.ErrClosed)
				s.Interrupt()
				s.Close()
				s.Interrupt()
			})
		})
	}
}

func TestSocketSendComesBackWithoutProgress(t *testing.T) {
	eachOwnVariant(t, func(t *testing.T, p variant) {
		near, _ := p.smallPair(t)
		s := near.Socket()
		stalled := async(t, func() error {
			for {
				// The peer's buffer may grow meanwhile.
				tried, err := s.TrySend(make([]byte, 1<<20))
				if err != ErrWouldBlock {
					return err
				}
				sent, err := s.Send(make([]byte, 1<<20))
				if err != nil || tried+sent == 0 {
					return err
				}
			}
		})
		require.NoError(t, stalled.wait())
	})
}

func TestSocketReceiveSwitchesBetweenFewAndMany(t *testing.T) {
	eachOwnVariant(t, func(t *testing.T, p variant) {
		near, far := p.pair(t)
		s := near.Socket()
		buf := make([]byte, 8)
		for _, text := range []string{"12345678", "1", "1234", "12345", "12345678"} {
			read := async(t, func() string {
				n, _ := s.Receive(buf)
				return string(buf[:n])
			})
			time.Sleep(nap / 10)
			far.Write([]byte(text))
			require.Equal(t, text, read.wait())
		}
		n, err := s.Receive(nil)
		require.Zero(t, n)
		require.NoError(t, err)
	})
}
