"""The signed-in user, as Todoist's clients ask for it (GET user)."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from taskmanager.domain.account import User
from taskmanager.domain.values import time_zone

MONDAY, SATURDAY, SUNDAY = 1, 6, 7


class TzInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A time zone and its present offset from UTC."""

    timezone: str
    gmt_string: str
    hours: int
    minutes: int
    is_dst: int


class CurrentUser(msgspec.Struct, frozen=True, kw_only=True):
    """The user with the preferences that clients rely on.

    Premium, because nothing is withheld from who hosts the server.
    """

    id: str
    email: str
    full_name: str
    inbox_project_id: str
    tz_info: TzInfo
    completed_count: int
    completed_today: int
    is_premium: bool = True
    premium_status: Literal["not_premium", "current_personal_plan"] = "current_personal_plan"
    business_account_id: str | None = None
    date_format: int = 0
    time_format: int = 0
    weekly_goal: int = 25
    daily_goal: int = 5
    karma: float = 0
    karma_trend: str = "-"
    lang: str = "en"
    next_week: int = MONDAY
    start_day: int = MONDAY
    start_page: str = "today"
    days_off: tuple[int, ...] = (SATURDAY, SUNDAY)
    weekend_start_day: int = SATURDAY


def tz_info(timezone: str, now: datetime) -> TzInfo:
    """Tell a time zone's offset at a moment, e.g. +02:00 for Europe/Berlin in summer."""
    local = now.astimezone(time_zone(timezone))
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    sign, size = ("-" if minutes < 0 else "+"), abs(minutes)
    return TzInfo(
        timezone=timezone,
        gmt_string=f"{sign}{size // 60:02}:{size % 60:02}",
        hours=int(minutes / 60),
        minutes=size % 60,
        is_dst=int(bool(local.dst())),
    )


def midnight(timezone: str, now: datetime) -> datetime:
    """Return the moment at which the present day began in a time zone."""
    return now.astimezone(time_zone(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)


def current_user(user: User, now: datetime, completed: int, completed_today: int) -> CurrentUser:
    """Show a user to its clients."""
    return CurrentUser(
        id=user.id,
        email=user.email,
        full_name=user.full_name,
        inbox_project_id=user.inbox_project_id,
        tz_info=tz_info(user.timezone, now),
        completed_count=completed,
        completed_today=completed_today,
    )
