"""The library: chunks, their vectors and their words, which agree even after a crash."""
