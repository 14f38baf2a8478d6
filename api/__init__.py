"""Wiring: HTTP, pages, the command line, the store. Nobody imports it."""
