package axon

import (
	"context"
	"fmt"
	"testing"
)

type source struct {
	Base[[]byte, []byte]
	n int
}

func (s *source) Run(ctx context.Context) error {
	for i := range s.n {
		if err := s.Outbox.Send(ctx, fmt.Append(nil, i)); err != nil {
			return err
		}
	}
	return nil
}

type sink struct {
	Base[[]byte, []byte]
	got []string
}

func (s *sink) Run(ctx context.Context) error {
	_, err := s.Each(ctx, func(m []byte) error { s.got = append(s.got, string(m)); return nil })
	return err
}

func TestSmoke(t *testing.T) {
	s, k := &source{n: 10000}, &sink{}
	p, err := NewPipeline(s, k)
	if err != nil {
		t.Fatal(err)
	}
	h, err := Activate(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Wait(); err != nil || len(k.got) != 10000 {
		t.Fatal(err, len(k.got))
	}
	t.Log(Look(p).String(), Look(p).Mermaid())
}

func BenchmarkDirect(b *testing.B) {
	for _, chain := range []int{1, 8} {
		b.Run(fmt.Sprint(chain), func(b *testing.B) {
			b.ReportAllocs()
			outs := make([]Out[[]byte], chain)
			var in In[[]byte]
			n := 0
			in.Handle(func(ctx context.Context, m []byte) { n++ })
			for i := range chain - 1 {
				PassOut(&outs[i], &outs[i+1])
			}
			Link(&outs[chain-1], &in)
			ctx, m := context.Background(), make([]byte, 64)
			for b.Loop() {
				outs[0].Send(ctx, m)
			}
		})
	}
}

func BenchmarkQueue(b *testing.B) {
	ctx, m := context.Background(), make([]byte, 64)
	b.Run("box", func(b *testing.B) {
		b.ReportAllocs()
		var out Out[[]byte]
		var in In[[]byte]
		Link(&out, &in)
		N := b.N
		go func() {
			for range N {
				out.Send(ctx, m)
			}
		}()
		n := 0
		for range in.All(ctx) {
			if n++; n == N {
				break
			}
		}
	})
	b.Run("boxint", func(b *testing.B) {
		b.ReportAllocs()
		var out Out[int]
		var in In[int]
		Link(&out, &in)
		N := b.N
		go func() {
			for i := range N {
				out.Send(ctx, i)
			}
		}()
		n := 0
		for range in.All(ctx) {
			if n++; n == N {
				break
			}
		}
	})
	b.Run("chan", func(b *testing.B) {
		c := make(chan []byte, 64)
		N := b.N
		go func() {
			for range N {
				c <- m
			}
		}()
		for range N {
			<-c
		}
	})
}
