package main

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// setTime reads a time such as 5s, 2m or 5, in seconds.
func setTime(to *time.Duration, value string) error {
	if value != "" && strings.Trim(value, "0123456789.") == "" {
		value += "s"
	}
	d, err := time.ParseDuration(value)
	if err != nil || d < 0 {
		return errors.New("say a time such as 5s, 2m or 5")
	}
	*to = d
	return nil
}

// setYes reads a flag that is always on.
func setYes(value string) error {
	on := true
	if err := setToggle(&on, value); err != nil || !on {
		return errors.New("cannot be off")
	}
	return nil
}

// setDelay reads a time that is not 0.
func setDelay(to *time.Duration, value string) error {
	if err := setTime(to, value); err != nil || *to == 0 {
		return errors.New("say a time from 1ms on, such as 5s, 2m or 5")
	}
	return nil
}

// setNumber reads a number from least to most.
func setNumber(to *int, value string, least, most int) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		return errors.New("say a number from " + strconv.Itoa(least) + " to " + strconv.Itoa(most))
	}
	*to = n
	return nil
}

// maxBytes bounds what setBytes reads.
const maxBytes = 1 << 40

// setBytes reads a number of bytes from 1 on, with k, M or G for powers of 1024.
func setBytes(to *int64, value string) error {
	digits := strings.TrimRight(value, "kMG")
	shift := 0
	switch value[len(digits):] {
	case "":
	case "k":
		shift = 10
	case "M":
		shift = 20
	case "G":
		shift = 30
	default:
		digits = ""
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 1 || n > maxBytes>>shift {
		return errors.New("say a number of bytes from 1 to 1024G, such as 9600, 64k or 2M")
	}
	*to = n << shift
	return nil
}

// setToggle reads yes or no; on the command line the flag alone means yes.
func setToggle(to *bool, value string) error {
	switch value {
	case "", "yes", "on", "true", "1":
		*to = true
	case "no", "off", "false", "0":
		*to = false
	default:
		return errors.New("say yes or no")
	}
	return nil
}

// setText reads what is not empty.
func setText(to *string, value string) error {
	if value == "" {
		return errors.New("say what")
	}
	*to = value
	return nil
}
