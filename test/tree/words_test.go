package tree

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/stock"
	"github.com/threadedtcp/threadedtcp/threaded"
)

// words reads docs/kamaelia.md.
func words(t *testing.T) (page string, rows []Word) {
	content, err := os.ReadFile("../../docs/kamaelia.md")
	if err != nil {
		t.Fatal(err)
	}
	rows = Words(string(content))
	if len(rows) < 100 {
		t.Fatalf("read %d rows only", len(rows))
	}
	return string(content), rows
}

func TestWordsLeadSomewhere(t *testing.T) {
	page, rows := words(t)
	for _, missing := range Missing("../..", page) {
		t.Errorf("docs/kamaelia.md names %s, which is not declared", missing)
	}
	for _, w := range rows {
		if w.Here == "" {
			t.Errorf("%s %q has neither a place nor a reason", w.Section, w.Name)
		}
	}
	for _, planted := range []string{"axon.Base.Nothing", "axon.Nothing", "nowhere.Run", "internal/stream.Socket.Nothing", "threaded.Secured.Nothing"} {
		if len(Missing("../..", "`"+planted+"`")) == 0 {
			t.Errorf("the check does not see that %s is missing", planted)
		}
	}
	if found := Missing("../..", "`threaded.TCPClient.Inbox` `axon.Handle.Stop` `threaded.Secured.Version` `internet.SimpleServer.Addr`"); found != nil {
		t.Errorf("the check does not find %q", found)
	}
}

// TestWordsNameTheBoxes compares the boxes of each table with the component's, by
// name, by direction and by field.
func TestWordsNameTheBoxes(t *testing.T) {
	components := map[string]axon.Component{
		"internet.TCPClient":              internet.NewTCPClient("", 1),
		"threaded.TCPClient":              threaded.NewTCPClient("", 1),
		"internet.ConnectedSocketAdapter": internet.NewConnectedSocketAdapter(nil),
		"internet.TCPServer":              internet.NewTCPServer(0),
		"internet.ServerCore":             internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0),
	}
	_, rows := words(t)
	listed := map[axon.Box]bool{}
	for _, w := range rows {
		if w.Section != "" && components[w.Section] == nil {
			t.Fatalf("no component is made for the section of %s", w.Section)
		}
		find := map[string]func(axon.Boxes, string) (axon.Box, error){"inbox": axon.Boxes.Inbox, "outbox": axon.Boxes.Outbox}[w.Kind]
		if find == nil {
			continue
		}
		c := components[w.Section]
		box, err := find(c.Boxes(), w.Name)
		if err != nil {
			t.Errorf("%s: %v", w.Section, err)
			continue
		}
		listed[box] = true
		_, name, _ := strings.Cut(w.Here, "`"+w.Section+".")
		name, _, _ = strings.Cut(name, "`")
		field := reflect.ValueOf(c).Elem().FieldByName(name)
		if !field.IsValid() || field.Addr().Interface() != box {
			t.Errorf("%s: box %s is not the field %q", w.Section, w.Name, name)
		}
	}
	for section, c := range components {
		for _, port := range c.Boxes() {
			if !listed[port.Box] {
				t.Errorf("%s: box %s is in no table", section, port.Name)
			}
		}
	}
}
