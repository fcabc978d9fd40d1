// Command gnustep rewrites what gobind makes for Apple's systems, in the directory it
// is given, so that clang and GNUstep compile it on Linux: without ARC, modules and
// the newer syntax, which gcc's Objective-C runtime does not have. What the code does
// stays as it is, but for memory that is never released.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// A rewrite is one difference between Apple's Objective-C and GNUstep's.
type rewrite struct {
	files string // a pattern of names
	from  *regexp.Regexp
	to    string
	why   string
}

var rewrites = []rewrite{
	{"*.[hm]", regexp.MustCompile(`@import Foundation;`), `#import <Foundation/Foundation.h>`,
		"there are no modules"},
	{"seq_darwin.go", regexp.MustCompile(`-fobjc-arc -fmodules -fblocks -Werror`), `-fblocks`,
		"the runtime has no ARC"},
	{"seq_darwin.go", regexp.MustCompile(`-framework Foundation`), `-lgnustep-base -lobjc`,
		"there are no frameworks"},
	{"*.objc.h", regexp.MustCompile(`(@interface \w+ : \w+ <[^>]*goSeqRefInterface[^>]*> \{\n)(\})`), "${1}\tid __ref;\n${2}",
		"a property needs a variable that is declared"},
	{"*_darwin.m", regexp.MustCompile(`(@implementation \w+ \{\n\})(\n+- \(nonnull instancetype\)initWithRef:)`), "${1}\n@synthesize _ref = __ref;${2}",
		"and methods that are asked for"},
	{"ref.h", regexp.MustCompile(`(@interface GoSeqRef : NSObject \{\n)\}`), "${1}\tint32_t _refnum;\n\tid _obj;\n}",
		"likewise"},
	{"seq_darwin.m", regexp.MustCompile(`(@implementation GoSeqRef \{\n\})`), "${1}\n@synthesize refnum = _refnum, obj = _obj;",
		"likewise"},
	{"seq_darwin.m", regexp.MustCompile(`(@interface RefCounter : NSObject \{\n)\}`), "${1}\tid _obj;\n\tint _cnt;\n}",
		"likewise"},
	{"seq_darwin.m", regexp.MustCompile(`(@implementation RefCounter \{\n\})`), "${1}\n@synthesize obj = _obj, cnt = _cnt;",
		"likewise"},
	{"seq_darwin.m", regexp.MustCompile(`(@interface goSeqDictionary : NSObject \{\n)\}`), "${1}\tNSMutableDictionary *_dict;\n}",
		"likewise"},
	{"seq_darwin.m", regexp.MustCompile(`(@implementation goSeqDictionary)`), "${1}\n@synthesize dict = _dict;",
		"likewise"},
	{"seq_darwin.m", regexp.MustCompile(`(_refs|_objs)\[([^]]+)\] = ([^;]+);`), "[$1 setObject:$3 forKey:$2];",
		"dictionaries have no subscripts"},
	{"seq_darwin.m", regexp.MustCompile(`_objs\[(@\(refnum\))\]`), "[_objs objectForKey:$1]",
		"likewise"},
	{"seq_darwin.m", regexp.MustCompile(`_obj = obj;`), "_obj = [obj retain];",
		"without ARC nothing is kept by itself"},
}

func main() {
	dir := os.Args[1]
	for _, r := range rewrites {
		if err := r.apply(dir); err != nil {
			fmt.Fprintln(os.Stderr, "gnustep:", err)
			os.Exit(1)
		}
	}
	if err := rename(dir); err != nil {
		fmt.Fprintln(os.Stderr, "gnustep:", err)
		os.Exit(1)
	}
}

// apply fails when there is nothing to rewrite: gobind has changed then, and whoever
// reads the table should know.
func (r rewrite) apply(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, r.files))
	if err != nil {
		return err
	}
	found := false
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if !r.from.Match(text) {
			continue
		}
		found = true
		if err := os.WriteFile(name, r.from.ReplaceAll(text, []byte(r.to)), 0o666); err != nil {
			return err
		}
	}
	if !found {
		return fmt.Errorf("nothing in %s is like %s (%s)", r.files, r.from, r.why)
	}
	return nil
}

// rename takes the suffix from the sources that keeps them from other systems than
// Apple's. Headers are included by their names and keep it.
func rename(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "*_darwin.[gm]*"))
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := os.Rename(name, strings.Replace(name, "_darwin.", "_gnustep.", 1)); err != nil {
			return err
		}
	}
	return nil
}
