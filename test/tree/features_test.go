package tree

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestFeaturesAreTested reads docs/mobile-features.md: what it names as API is in the
// golden file of package mobile, and the tests that it names exist.
func TestFeaturesAreTested(t *testing.T) {
	api := all(t, "../../mobile/testdata/api.txt")
	golang := all(t, "../../mobile/*_test.go") + all(t, "../../test/interop/*_test.go") +
		all(t, "../../test/conversation/*_test.go") + all(t, "../../blocking/*_test.go")
	objc := all(t, "../../platforms/objc/main.m")
	exists := []func(name string) bool{
		func(name string) bool {
			_, err := os.Stat("../../" + name)
			return err == nil || strings.Contains(api, "func "+name+"(") ||
				strings.Contains(api, "type "+name+" ") || strings.Contains(api, "const "+name+" ")
		},
		func(name string) bool { return strings.Contains(golang, "func "+name+"(") },
		func(name string) bool {
			class, method, _ := strings.Cut(name, ".")
			return strings.Contains(all(t, "../../platforms/jvm/tests/"+class+".*"), " "+method+"()")
		},
		func(name string) bool { return strings.Contains(objc, "static void "+name+"(") },
	}
	for i, planted := range []string{"Client.Nothing", "TestNothing", "ConnTest.nothing", "nothing"} {
		if exists[i](planted) {
			t.Errorf("the check does not see that %s is missing", planted)
		}
	}

	rows, quoted := 0, regexp.MustCompile("`([^`]+)`")
	for line := range strings.Lines(all(t, "../../docs/mobile-features.md")) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if !strings.HasPrefix(line, "| ") || len(cells) != 1+len(exists) || cells[1] == "API" {
			continue
		}
		rows++
		for i, known := range exists {
			for _, name := range quoted.FindAllStringSubmatch(cells[i+1], -1) {
				if !known(name[1]) {
					t.Errorf("%s: there is no %s", cells[0], name[1])
				}
			}
		}
		if !strings.Contains(cells[2], "`") {
			t.Errorf("%s: nothing tests it", cells[0])
		}
	}
	if rows < 31 {
		t.Fatalf("read %d rows only", rows)
	}
}

// all returns the content of all files of a pattern.
func all(t *testing.T, pattern string) string {
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Errorf("no %s: %v", pattern, err)
	}
	var text strings.Builder
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(content)
	}
	return text.String()
}
