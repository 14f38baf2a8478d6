"""Files in: one module a format. A new format is one new file and one line in `FORMATS`."""
