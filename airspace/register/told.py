"""What a flight chose of the registers, in words, and of which registers two choices differ."""

from airspace.register.chosen import Chosen, ChosenEntry
from airspace.register.entry import KIND_NAMES, MEMBER_OF, Kind
from airspace.register.facts import Aircraft, Facts, Insurance, Site
from geo.text import Text


def kinds_changed(was: Chosen, now: Chosen) -> tuple[Kind, ...]:
    """Return the registers of which other entries are used, or the same ones that say something else."""
    return tuple(kind for kind in Kind if _used(was, kind) != _used(now, kind))


def chosen_words(chosen: Chosen, kind: Kind) -> Text | None:
    """Return the entries of one register that a flight uses, None where it uses none; a person is not named."""
    entries = _entries(chosen, kind)
    if not entries:
        return None
    told = [_one(entry.facts, KIND_NAMES[kind], number, entry.version) for number, entry in enumerate(entries, 1)]
    return Text("、".join(one.ja for one in told), ", ".join(one.en for one in told))


def _entries(chosen: Chosen, kind: Kind) -> tuple[ChosenEntry[Facts], ...]:
    entries: tuple[ChosenEntry[Facts], ...] = getattr(chosen, MEMBER_OF[kind])
    return entries


def _used(chosen: Chosen, kind: Kind) -> list[tuple[str, Facts]]:
    # A version that says the same is no change.
    return [(entry.id, entry.facts) for entry in _entries(chosen, kind)]


def _one(facts: Facts, kind: Text, number: int, version: int) -> Text:
    match facts:
        case Aircraft():
            name = " ".join(part for part in (facts.name, facts.mark) if part)
            ja = en = name
        case Insurance():
            ja = en = facts.insurer
        case Site():
            ja = en = facts.name
        case _:
            ja, en = f"{kind.ja}{number}", f"{kind.en} {number}"
    return Text(f"{ja}（登録簿の第{version}版）", f"{en} (version {version} of the register)")
