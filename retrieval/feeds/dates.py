"""Whether a reduced price counts today."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def on_sale(starts: object, ends: object) -> bool:
    """Whether now lies between two dates as feeds write them; one that is missing or cannot be read is no bound.

    Args:
        starts: ISO 8601 date or time, or anything else.
        ends: As `starts`; the whole of a day counts.
    """
    now = datetime.now(UTC)
    begin, end = _moment(starts), _moment(ends, last=True)
    return (begin is None or begin <= now) and (end is None or now < end)


def _moment(written: object, *, last: bool = False) -> datetime | None:
    if not isinstance(written, str) or not written.strip():
        return None
    text = written.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        if last and len(text) <= len("2030-01-31"):
            moment += timedelta(days=1)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None
