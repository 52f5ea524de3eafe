"""Benchmarks: slow, run by `make bench`, always beside the quickstart baseline and on the same machine."""
