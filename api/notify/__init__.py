"""Notices: what is told to whom, its words, and the post that carries it."""
