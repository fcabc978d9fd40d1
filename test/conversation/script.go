package conversation

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A Script is one conversation.
type Script struct {
	Name  string
	Steps []Step
}

// A Step is one line: who does what, and with which bytes.
type Step struct {
	Line int
	Text string // of the line
	Do   string // in words, without the bytes
	Data []byte
}

// Load reads all scripts of a folder.
func Load(folder string) (scripts []Script, err error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no scripts in %s", folder)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		s, err := Parse(strings.TrimSuffix(filepath.Base(file), ".txt"), string(text))
		if err != nil {
			return nil, err
		}
		scripts = append(scripts, s)
	}
	return scripts, nil
}

// Parse reads a script. Its errors name the line.
func Parse(name, text string) (Script, error) {
	s := Script{Name: name}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		step, err := parse(line)
		if err != nil {
			return s, fmt.Errorf("%s.txt:%d: %w: %s", name, n, err, line)
		}
		step.Line = n
		s.Steps = append(s.Steps, step)
	}
	return s, nil
}

func parse(line string) (Step, error) {
	words := strings.SplitN(line, " ", 3)
	if rest, ok := strings.CutPrefix(line, "client begins with "); ok {
		words = []string{"client", "begins with", rest}
	} else if len(words) < 3 || words[1] != "sends" && words[1] != "receives" || words[2] == "end" {
		if actions[line] == nil {
			return Step{}, fmt.Errorf("unknown step")
		}
		return Step{Text: line, Do: line}, nil
	}
	data, err := bytesOf(words[2])
	step := Step{Text: line, Do: words[0] + " " + words[1], Data: data}
	if err == nil && actions[step.Do] == nil {
		err = fmt.Errorf("unknown step")
	}
	return step, err
}

func bytesOf(text string) ([]byte, error) {
	if count, ok := strings.CutSuffix(text, " bytes"); ok {
		n, err := strconv.Atoi(count)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("how many?")
		}
		return Pattern(n), nil
	}
	s, err := strconv.Unquote(text)
	return []byte(s), err
}

// Pattern returns n bytes that are wrong in any other order: byte i is i*i/251 + i,
// of which the last 8 bits count.
func Pattern(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i*i/251 + i)
	}
	return p
}
