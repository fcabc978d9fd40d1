package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	rounds  = flag.Int("rounds", 7, "`number` of rounds")
	only    = flag.String("only", "", "run these `goals` only, as G3,G5")
	short   = flag.Bool("short", false, "3 rounds of fewer messages")
	procs   = flag.String("procs", "1,2", "`values` of GOMAXPROCS")
	worker  = flag.String("worker", "", "measure this `goal` in this process (used by bench itself)")
	role    = flag.String("peer", "", "be a peer of this `kind` (used by bench itself)")
	profile = flag.String("profile", "", "with -worker: write a CPU profile to this `file`")
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	flag.Parse()
	if *short {
		*rounds = min(*rounds, 3)
	}
	switch {
	case *role != "":
		serve(*role)
	case *worker != "":
		work(*worker)
	default:
		os.Exit(measure())
	}
}

// limit bounds one process; nothing here takes nearly as long.
const limit = 5 * time.Minute

// measure runs a process for each goal and GOMAXPROCS.
func measure() (status int) {
	var all []row
	for _, g := range goals {
		if *only != "" && !slices.Contains(strings.Split(*only, ","), g.id) {
			continue
		}
		for gmp := range strings.SplitSeq(*procs, ",") {
			began := time.Now()
			rows, err := collect(g.id, gmp)
			fmt.Fprintf(os.Stderr, "%-4s GOMAXPROCS=%s %.1fs\n", g.id, gmp, time.Since(began).Seconds())
			if err != nil {
				log.Printf("%s: %v", g.id, err)
				status = 1
			}
			for _, r := range rows {
				fmt.Fprintf(os.Stderr, "     %s: %.3g%s, %s\n", r.What, r.Value, r.Unit, r.verdict())
			}
			all = append(all, rows...)
		}
	}
	if table(all) {
		status = 1
	}
	return status
}

// collect runs the process that measures a goal.
func collect(id, gmp string) ([]row, error) {
	cmd := again("-worker", id, "-rounds", strconv.Itoa(*rounds), fmt.Sprintf("-short=%v", *short))
	if *profile != "" {
		cmd.Args = append(cmd.Args, "-profile", *profile+"-"+id+"-"+gmp)
	}
	cmd.Env = append(os.Environ(), "GOMAXPROCS="+gmp)
	out, err := cmd.Output()
	var rows []row
	for line := range strings.Lines(string(out)) {
		var r row
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			return rows, err
		}
		r.Procs = gmp
		rows = append(rows, r)
	}
	return rows, err
}

// again is a command that runs this program.
func again(args ...string) *exec.Cmd {
	self, err := os.Executable()
	check(err)
	cmd := exec.Command(self, args...)
	cmd.Stderr = os.Stderr
	return cmd
}

// work measures one goal and prints its rows.
func work(id string) {
	time.AfterFunc(limit, func() { log.Fatalf("%s took longer than %v", id, limit) })
	if what, ok := strings.CutPrefix(id, "idle:"); ok {
		kind, address, _ := strings.Cut(what, ":")
		fmt.Println(idle(kind, address))
		return
	}
	i := slices.IndexFunc(goals, func(g goal) bool { return g.id == id })
	if i < 0 {
		log.Fatalf("no goal %q", id)
	}
	stop := startProfile()
	rows := goals[i].run()
	stop()
	out := bufio.NewWriter(os.Stdout)
	for _, r := range rows {
		check(json.NewEncoder(out).Encode(r))
	}
	check(out.Flush())
	endPeers()
}

func check(err error) {
	if err != nil {
		endPeers()
		log.Fatal(err)
	}
}
