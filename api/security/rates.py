"""How often one address may ask in a minute or an hour, and for how much computing time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.problems import Busy, TooMany
from geo.text import Text


class Rates:
    """Counters of one process, by purpose and address."""

    def __init__(self, *, screenings: int, cpu_s: float, sign_ins: int, voices: int) -> None:
        """Take what is allowed: screenings, seconds of computing, tries to sign in (a minute), voices (an hour)."""
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._items = {
            "screening": RateLimitItemPerMinute(screenings),
            "sign_in": RateLimitItemPerMinute(sign_ins),
            "voice": RateLimitItemPerHour(voices),
        }
        self._cpu_ms = RateLimitItemPerMinute(int(cpu_s * 1000))

    def count(self, purpose: str, key: str) -> None:
        """Count one request; raises `TooMany` where the minute's share is used up."""
        if not self._limiter.hit(self._items[purpose], purpose, key):
            raise _too_many()

    @contextmanager
    def computing(self, key: str) -> Iterator[None]:
        """Count the computing time of a block run in this thread; raises `TooMany` before it where none is left."""
        if not self._limiter.test(self._cpu_ms, "cpu", key):
            raise _too_many()
        started = time.thread_time()
        try:
            yield
        finally:
            used_ms = max(1, int((time.thread_time() - started) * 1000))
            left = self._limiter.get_window_stats(self._cpu_ms, "cpu", key).remaining
            self._limiter.hit(self._cpu_ms, "cpu", key, cost=min(used_ms, max(left, 1)))


def _too_many() -> TooMany:
    return TooMany(
        Text("短い時間に送られたものが多すぎます。", "Too many requests in a short time."),
        Text("しばらく待ってから、もう一度お試しください。", "Wait a little and try again."),
    )


def busy() -> Busy:
    """Return the refusal for when all places to compute are taken."""
    return Busy(
        Text("ほかの確認が続いていて混み合っています。", "Other checks are running."),
        Text("少し待ってから、もう一度お試しください。", "Wait a little and try again."),
    )
