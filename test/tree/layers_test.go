package tree

import (
	"slices"
	"testing"
)

// builds are the systems and tags whose file choice differs.
var builds = []struct{ goos, tags string }{
	{"linux", ""}, {"linux", "selector"}, {"linux", "notls"}, {"darwin", ""}, {"windows", ""}, {"plan9", ""},
}

func TestLayers(t *testing.T) {
	for _, build := range builds {
		packages, err := List("../..", build.goos, build.tags)
		if err != nil {
			t.Fatal(err)
		}
		for _, finding := range Check(packages, build.tags) {
			t.Errorf("%s %s: %s", build.goos, build.tags, finding)
		}
	}
}

// TestPlantedViolations proves that the check sees what it must: each line is
// broken once in testdata, and nothing else is.
func TestPlantedViolations(t *testing.T) {
	packages, err := List("testdata/planted", "linux", "")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"axon imports net: the kernel runs where there is no network",
		"extra has no row in the table of layers: decide what it may import, and why",
		"internet imports selector without its tag: who does not ask for a loop does not link one",
		"stock imports crypto/tls: TLS reaches clients as an upgrade value that only secure makes",
		"threaded imports selector without its tag: who does not ask for a loop does not link one",
		"threaded imports selector: one goroutine a connection, for who wants no selector",
		"threaded imports selector: the threaded client exists for systems without readiness",
	}
	if got := slices.Sorted(slices.Values(Check(packages, ""))); !slices.Equal(got, want) {
		t.Errorf("found:\n%q\nwant:\n%q", got, want)
	}
	if got := Undocumented(packages); !slices.Equal(got, []string{"extra"}) {
		t.Errorf("undocumented: %q, want extra alone", got)
	}
}

func TestEveryRowHasAReason(t *testing.T) {
	for _, layer := range Layers {
		if layer.Why == "" {
			t.Errorf("layer %s has no reason", layer.Package)
		}
	}
	for _, ban := range Bans {
		if ban.Why == "" {
			t.Errorf("ban of %s has no reason", ban.Import)
		}
	}
}
