"""The JSON API under /api/v1, one resource a module."""
