//go:build !notls

package main

import "strings"

// smtp is RFC 3207.
func smtp(t *talk, _ string) error {
	if _, err := t.reply("220"); err != nil {
		return err
	}
	if err := t.say("EHLO localhost\r\n"); err != nil {
		return err
	}
	lines, err := t.reply("250")
	if err != nil {
		return err
	}
	for _, line := range lines {
		if strings.EqualFold(line[min(len(line), 4):], "STARTTLS") {
			if err := t.say("STARTTLS\r\n"); err != nil {
				return err
			}
			_, err := t.reply("220")
			return err
		}
	}
	return errNotOffered
}

// reply reads an answer of SMTP, which may have several lines (RFC 5321 section 4.2).
func (t *talk) reply(code string) (lines []string, err error) {
	for len(lines) < 100 {
		line, err := t.line()
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(line, code) {
			return nil, refusal(line)
		}
		lines = append(lines, line)
		if !strings.HasPrefix(line[len(code):], "-") {
			break
		}
	}
	return lines, nil
}

// imap is RFC 9051 section 6.2.1.
func imap(t *talk, _ string) error {
	if err := t.expect("* OK"); err != nil {
		return err
	}
	if err := t.say("tls STARTTLS\r\n"); err != nil {
		return err
	}
	for {
		line, err := t.line()
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(line, "tls OK"):
			return nil
		case !strings.HasPrefix(line, "* "):
			return refusal(line)
		}
	}
}

// pop3 is RFC 2595 section 4.
func pop3(t *talk, _ string) error {
	if err := t.expect("+OK"); err != nil {
		return err
	}
	if err := t.say("STLS\r\n"); err != nil {
		return err
	}
	return t.expect("+OK")
}

// expect reads a line that begins with start.
func (t *talk) expect(start string) error {
	line, err := t.line()
	if err == nil && !strings.HasPrefix(line, start) {
		err = refusal(line)
	}
	return err
}
