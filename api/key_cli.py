"""`soramichi key`: a new key for `SORAMICHI_SECRET_KEY`."""

import sys

from api.security.secret_box import new_key


def key() -> None:
    """新しい鍵を1つ作って表示します。どこにも保存しません。/ Print a new key; it is kept nowhere.

    SORAMICHI_SECRET_KEY に入れ、データベースとは別の安全な所に控えてください。
    Set it as SORAMICHI_SECRET_KEY, and keep a copy in a safe place apart from the database.
    """
    sys.stdout.write(f"{new_key()}\n")
