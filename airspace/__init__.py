"""The domain: trials, volumes, layers, rules, decisions.

Pure: no database, no HTTP, no HTML, no clock of its own.
"""
