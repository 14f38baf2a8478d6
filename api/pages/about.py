"""Pages about the service itself: accessibility, privacy, open data."""

from fastapi import APIRouter, Request, Response

from api.deps import MaybeAccount
from api.pages.render import page

router = APIRouter(prefix="/about")


@router.get("/accessibility")
def accessibility(request: Request, _account: MaybeAccount) -> Response:
    """Say what standard the pages are built to, what was tried, and what is not there yet."""
    return page(request, "public/accessibility.html")


@router.get("/privacy")
def privacy(request: Request, _account: MaybeAccount) -> Response:
    """Say what is kept of whom, why and how long."""
    return page(request, "public/privacy.html")


@router.get("/open-data")
def open_data(request: Request, _account: MaybeAccount) -> Response:
    """Say what programs can read, and under which terms."""
    return page(request, "public/open_data.html")
