.DEFAULT_GOAL := all
.PHONY: all help fmt lint test race arm bench soak sizes

all: fmt lint test ## format check, lint, all tests (the default)

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

fmt: ## fail when a file is not as gofmt writes it
	@test/fmt

lint: ## go vet, go fix, staticcheck, on every build tag
	@test/lint

test: ## the whole suite; installs what it needs on Debian and says so (LEGS="unit arm" runs some)
	@test/run $(LEGS)

race: ## unit tests with the race detector
	@test/race

arm: ## tests under qemu-user for ARMv5, v6, v7 and arm64
	@platforms/arm

bench: ## measurements side by side with their goals
	CGO_ENABLED=0 go run ./test/bench

soak: ## 1 GiB through every mode of tinyclient
	test/device/setup
	SOAK=1024 go test -count=1 -timeout 60m -run Soak -v ./test/device

sizes: ## how large tinyclient is, beside netcat and the like
	@platforms/sizes
