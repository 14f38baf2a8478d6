"""The key by which the prefecture signs the packs of meetings: Ed25519 in a PEM file, outside of the database."""

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from geo.errors import FileRefused
from geo.text import Text

MOST_BYTES = 10_000


def write_new_key(path: Path) -> None:
    """Make a key and write it to a file that only its owner reads; a file that is there is never written over.

    Raises
    ------
    geo.errors.FileRefused
        If the file is there, or cannot be written.
    """
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as fault:
        raise FileRefused(
            Text(f"{path.name} はもうあります。上書きはしません。", f"{path.name} is there; it is never written over."),
            Text("別の名前にしてください。", "Choose another name."),
        ) from fault
    except OSError as fault:
        raise _unreadable(path) from fault
    with os.fdopen(handle, "wb") as file:
        file.write(pem)


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """Return the key of a PEM file; raises `FileRefused` where it is none."""
    try:
        key = load_pem_private_key(_bytes(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise _unreadable(path) from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise _unreadable(path)
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    """Return the public key of a PEM file; raises `FileRefused` where it is none."""
    try:
        key = load_pem_public_key(_bytes(path))
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise _unreadable(path) from fault
    if not isinstance(key, Ed25519PublicKey):
        raise _unreadable(path)
    return key


def public_pem(key: Ed25519PrivateKey) -> str:
    """Return the public half as PEM: this one is handed out."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except OSError as fault:
        raise _unreadable(path) from fault


def _unreadable(path: Path) -> FileRefused:
    return FileRefused(
        Text(
            f"鍵のファイル {path.name} が読めないか、Ed25519 の鍵ではありません。",
            f"{path.name} is no Ed25519 key that can be read.",
        ),
        Text(
            "署名する鍵は soramichi pack new-key で、渡す鍵は soramichi pack public-key で作ります。",
            "`soramichi pack new-key` makes the key that signs, `soramichi pack public-key` the one to hand out.",
        ),
    )
