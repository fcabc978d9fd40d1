module github.com/threadedtcp/threadedtcp

go 1.26.0
