"""What stands in an address is an id, a number, a day or a token. Anything else is nobody's address.

PostgreSQL takes no NUL in a text, SQLite does. So that no endpoint has to think of it, one dependency looks at all that
stands for something in a path.
"""

import re

from fastapi import Request

from api.problems import NotFound

PART = re.compile(r"[\w.~:-]{1,200}", re.ASCII)


def refuse_odd_path(request: Request) -> None:
    """Answer 404 where a part of the path that stands for something is none.

    Raises
    ------
    NotFound
        If it holds other characters than those of ids, or is too long.
    """
    for value in request.path_params.values():
        if not PART.fullmatch(str(value)):
            raise NotFound
