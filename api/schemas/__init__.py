"""Wire models only: what goes in and out as JSON."""
