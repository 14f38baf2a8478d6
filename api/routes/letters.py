"""`/api/v1/trials/{id}/letters`: what left the office, as it left; and the request to stop."""

from typing import Annotated

from fastapi import APIRouter, Response, status

from api.deps import May, Now, Number, Reading, Writing
from api.downloads import letter_download
from api.schemas.letters import LetterData, StopRequestIn
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.letters.read import letter_of, letters_of
from api.services.request_stop import request_stop

router = APIRouter(prefix="/trials/{trial_id}", tags=["letters"])


@router.get("/letters", summary="List letters")
def list_letters(
    trial_id: str, account: Annotated[Account, May(Action.READ_LETTERS)], unit: Reading
) -> list[LetterData]:
    """Return the letters of a trial, oldest first; an operator's are those that are addressed to it."""
    return [LetterData.of(letter) for letter in letters_of(unit, account, trial_id)]


@router.get("/letters/{number}", summary="Get a letter as PDF", response_class=Response)
def get_letter(
    trial_id: str, number: Number, account: Annotated[Account, May(Action.READ_LETTERS)], unit: Reading
) -> Response:
    """Return the PDF as it left the office, always as a download."""
    return letter_download(letter_of(unit, account, trial_id, number))


@router.post("/stop-requests", status_code=status.HTTP_204_NO_CONTENT, summary="Ask the operator to stop")
def ask_to_stop(
    trial_id: str,
    wanted: StopRequestIn,
    account: Annotated[Account, May(Action.REQUEST_STOP)],
    unit: Writing,
    now: Now,
) -> None:
    """Ask the operator of a confirmed route to stop (中止の要請), by a letter: a request, never an order."""
    request_stop(unit, account, trial_id, wanted.asked, wanted.reason, now=now)
