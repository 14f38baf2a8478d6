"""Random ids that say nothing of anybody."""

import secrets


def new_id() -> str:
    """Return an id of 16 hexadecimal digits."""
    return secrets.token_hex(8)
