"""The papers of a meeting about a public trial, and what its signed pack says of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import get_args

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from airspace.notice import MLIT_NOTICE
from airspace.trial import JST
from api.exchange.pack import Enclosed, make_pack
from api.exchange.public_features import public_features
from api.services.handout_facts import handout_facts
from api.services.publish import PublicTrial
from api.services.scenes import public_scene
from api.services.screen import Atlases
from api.store.unit_of_work import UnitOfWork
from geo.text import Text
from maps.handout import HandoutFacts, HandoutKind, handout
from maps.presenter_map import presenter_map
from maps.scene import Scene
from maps.talk import MOST_OF_A_CAPTION, AtStop, Step
from maps.trial_map import scene_map
from maps.twin import twin_text
from maps.wording import Language, pick

HTML, PDF, PLAIN, GEOJSON = "text/html", "application/pdf", "text/plain; charset=utf-8", "application/geo+json"


@dataclass(frozen=True, slots=True)
class Sources:
    """What the papers about one flight are drawn from, in one language."""

    facts: HandoutFacts
    scene: Scene
    steps: Sequence[Step]
    language: Language

    @property
    def made_at(self) -> datetime:
        """When the papers say that they were made: the day, so that they stay the same for it."""
        return datetime.combine(self.facts.made_on, time(), JST)


Make = Callable[[Sources], str | bytes]


def _handout_of(kind: HandoutKind) -> Make:
    return lambda of: handout(kind, of.facts, of.scene, of.language, made_at=of.made_at)


PAPERS: Mapping[str, tuple[str, Make]] = {
    "map.html": (HTML, lambda of: scene_map(of.scene, of.language)),
    "presenter.html": (
        HTML,
        lambda of: presenter_map(of.scene, of.steps, of.language, valid_until=of.facts.valid_until),
    ),
    "in-words.txt": (PLAIN, lambda of: twin_text(of.scene, of.language)),
    **{f"{kind}.pdf": (PDF, _handout_of(kind)) for kind in HandoutKind},
}
"""Each paper of one flight in one language: the end of its name, its media type, and what makes it."""


def freeze(
    unit: UnitOfWork,
    atlases: Atlases,
    public: PublicTrial,
    home: Text,
    key: Ed25519PrivateKey,
    *,
    address: str,
    sample: Text | None,
    now: datetime,
) -> bytes:
    """Return the signed pack of a public trial, bound to the revision that is public; see `handout_facts`."""
    facts = handout_facts(unit, atlases, public, home, address=address, sample=sample, now=now)
    told = {
        "trial": public.trial.id,
        "title": public.content.title,
        "revision": public.revision.number,
        "revision_sha256": public.revision.sha256,
        "frozen_at": now.astimezone(JST).isoformat(timespec="seconds"),
        "valid_until": facts.valid_until.isoformat(),
        "made_up": sample is not None,
        "notice": MLIT_NOTICE.ja,
    }
    return make_pack([*_papers(unit, atlases, public, facts), _read_me(home)], told, key)


def _papers(unit: UnitOfWork, atlases: Atlases, public: PublicTrial, facts: HandoutFacts) -> Iterator[Enclosed]:
    for number in range(1, len(public.content.operations) + 1):
        for language in get_args(Language):
            scene = public_scene(unit, atlases, public, number, language, sample=facts.sample)
            sources = Sources(facts, scene, default_steps(facts, scene, language), language)
            for name, (media_type, make) in PAPERS.items():
                made = make(sources)
                content = made.encode() if isinstance(made, str) else made
                yield Enclosed(f"flight-{number}-{language}-{name}", media_type, content)
    yield Enclosed("trial.geojson", GEOJSON, rfc8785.dumps(public_features([public])))


def _read_me(home: Text) -> Enclosed:
    words = (
        f"この一式は{home.ja}が作り、署名しました。変えられていないことは、県が公開している鍵で確かめられます。",
        "  soramichi pack verify ファイル --key 県の鍵.pem",
        "manifest.json に、どの版の計画書か、いつまで有効か、各ファイルのハッシュがあります。",
        "presenter.html は説明会の画面です（PageDown で次へ、F で全画面）。どのファイルも、通信なしで開けます。",
        MLIT_NOTICE.ja,
        "",
        f"{home.en} made and signed this pack. Check with the key that it publishes that nothing was changed:",
        "  soramichi pack verify FILE --key PUBLIC.pem",
        "manifest.json says which revision of the proposal it shows, until when it holds, and the hash of each file.",
        "presenter.html is for the hall (PageDown: next, F: full screen). Every file opens without a network.",
        MLIT_NOTICE.en,
        "",
    )
    return Enclosed("README.txt", PLAIN, "\n".join(words).encode())


def default_steps(facts: HandoutFacts, scene: Scene, language: Language) -> tuple[Step, ...]:
    """Return the steps of a talk where staff wrote none: what is decided, where it begins and ends, each question."""
    steps = [Step(pick(facts.status, language))]
    for number in dict.fromkeys((1, len(scene.stops))) if scene.stops else ():
        name = pick(scene.stops[number - 1].name, language)
        steps.append(Step(name, AtStop(number)))
    for card in facts.cards:
        question, answer = pick(card.question, language), pick(card.answer, language)
        caption = f"{question}：{answer}" if language == "ja" else f"{question}: {answer}"
        steps.append(Step(caption if len(caption) <= MOST_OF_A_CAPTION else f"{caption[: MOST_OF_A_CAPTION - 1]}…"))
    return tuple(steps)
