"""What the papers of a meeting say: facts and people's words, gathered by whoever knows them."""

from dataclasses import dataclass
from datetime import date

from geo.text import Text


@dataclass(frozen=True, slots=True)
class Card:
    """One of the eight questions of residents, and its answer."""

    question: Text
    answer: Text


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure of the flight beside something that people know, and who measured or laid down each."""

    subject: Text
    told: Text
    source: Text


@dataclass(frozen=True, slots=True)
class Extract:
    """What concerns one area, as a municipality or a 字・町.

    `nearest_m` is the distance in metres on the ground from the area to where it is to fly; 0 is over it.
    """

    name: Text
    flights: Text
    hours: Text
    height: Text
    nearest_m: float

    @property
    def nearness(self) -> Text:
        """How near it comes, in words."""
        if self.nearest_m <= 0:
            return Text("この地域の上を飛びます", "It flies over this area")
        near_m = max(10, 10 * int(self.nearest_m // 10))
        return Text(
            f"この地域の上は飛びません（いちばん近くて約{near_m:,} m）", f"Not over this area (about {near_m:,} m away)"
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its official answer, in the words that are public."""

    asked: str
    answer: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class HandoutFacts:
    """All that the papers of one trial say. Texts of people stand in their own language on every paper.

    `status` is the sentence on where the trial stands; `revision` says which revision is shown. After `valid_until`
    a paper is old. `url` is the public page, `feedback_url` where one asks without an account.
    """

    title: str
    operator: str
    telephone: str
    desk: str
    desk_telephone: str
    status: Text
    revision: Text
    made_on: date
    valid_until: date
    cards: tuple[Card, ...]
    url: str
    feedback_url: str
    sample: Text | None = None
    comparisons: tuple[Comparison, ...] = ()
    landing_places: tuple[str, ...] = ()
    changes: tuple[Text, ...] = ()
    extracts: tuple[Extract, ...] = ()
    questions: tuple[Question, ...] = ()
