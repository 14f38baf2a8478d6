"""`/api/v1/trials/{id}/letters`: what left the office, as it left."""

from typing import Annotated

from fastapi import APIRouter, Response, status

from api.deps import May, Now, Reading, Writing
from api.downloads import letter_download
from api.schemas.letters import LetterData, LetterIn
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import letters

router = APIRouter(prefix="/trials/{trial_id}/letters", tags=["letters"])


@router.get("", summary="List letters")
def list_letters(
    trial_id: str, account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading
) -> list[LetterData]:
    """Return the letters of a trial, oldest first."""
    return [LetterData.of(letter) for letter in letters.letters_of(unit, account, trial_id)]


@router.get("/{number}", summary="Get a letter as PDF", response_class=Response)
def get_letter(
    trial_id: str, number: int, account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading
) -> Response:
    """Return the PDF as it left the office, always as a download."""
    return letter_download(letters.letter_of(unit, account, trial_id, number))


@router.post("", status_code=status.HTTP_201_CREATED, summary="Issue a letter of the desk")
def issue(
    trial_id: str,
    wanted: LetterIn,
    account: Annotated[Account, May(Action.ISSUE_LETTER)],
    unit: Writing,
    now: Now,
) -> LetterData:
    """Make a letter that tells of no decision, such as a request to stop: a request, never an order."""
    return LetterData.of(letters.issue_letter(unit, account, trial_id, wanted.value(), now=now))
