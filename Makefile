.DEFAULT_GOAL := all
.PHONY: all help fmt lint test race selector mutants mobile arm goarm boards installed wasm release bench soak sizes footprint

all: fmt lint test ## format check, lint, all tests (the default)

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

fmt: ## fail when a file is not as gofmt writes it
	@test/fmt

lint: ## go vet, go fix, staticcheck, on every build tag
	@test/lint

test: ## the whole suite; installs what it needs on Debian and says so (LEGS="unit arm" runs some)
	@test/run $(LEGS)

race: ## unit tests with the race detector, on both paths
	@test/race
	@test/selector suites

selector: ## the selector path at length: the suites 20 times by each back end (ROUNDS=20), and every foreign peer
	@test/selector long

mutants: ## the code broken in one place after the other, each of which a test must notice
	go test -count=1 -timeout 60m ./test/mutants

mobile: ## the bindings for apps: tests from Java and Objective-C, sizes, speed, soak (LEGS=jvm runs one)
	@TABLE=platforms/mobile.txt test/run $(LEGS)

arm: ## tests under qemu-user: ARMv5, v6, v7 and arm64 must pass, MIPS, RISC-V and others are reported
	@platforms/arm

goarm: ## which GOARM runs on which ARM CPU, in nine cells
	@platforms/goarm

boards: ## three machines booted whole in QEMU, with tinyclient in them
	@test/boards/run

installed: ## the armhf .deb installed into a Debian root under qemu-user, and started
	@platforms/installed

wasm: ## tinyclient under node, where it must say that there are no sockets
	@platforms/wasm

release: ## all programs and packages in dist, built twice with equal hashes
	@platforms/release

bench: ## measurements side by side with their goals (GNET=DIR, a checkout of gnet, has that measured too)
	CGO_ENABLED=0 go run ./test/bench
	cd test/bench/loops && CGO_ENABLED=0 go run -tags selector .

soak: ## the bindings from a JVM for 10 minutes, 1 GiB through every mode of tinyclient
	@platforms/jvm/test soak
	test/device/setup
	SOAK=1024 go test -count=1 -timeout 60m -run Soak -v ./test/device

sizes: ## how large tinyclient is, beside netcat and the like
	@platforms/sizes

footprint: ## sizes, memory and start of tinyclient, beside netcat and the like, with ceilings
	@test/footprint/run
