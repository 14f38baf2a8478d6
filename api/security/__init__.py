"""Passwords, sessions, cross-site request forgery, limits, and what the browser is told to refuse."""
