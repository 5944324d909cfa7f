"""Users, sessions and API tokens on SQL."""

from datetime import datetime

import sqlalchemy as sa

from taskmanager.adapters.sql import paging, rows
from taskmanager.adapters.sql.engine import SqlDatabase, from_row, to_row
from taskmanager.adapters.sql.tables import api_tokens, projects, sessions, users
from taskmanager.domain.account import ApiToken, Session, User
from taskmanager.domain.errors import EmailTaken
from taskmanager.domain.project import Project
from taskmanager.domain.values import Page


class SqlUserStore:
    """`ports.stores.UserStore` on SQL."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def add(self, user: User, inbox: Project) -> User:
        """Add an account together with its Inbox."""
        with self._database.write() as connection:
            if self._database.insert_if_absent(connection, users, to_row(user)):
                connection.execute(projects.insert().values(**to_row(inbox)))
                return user
            query = sa.select(users).where(users.c.id == user.id)
            row = connection.execute(query).mappings().first()
        if row is None:
            raise EmailTaken
        return from_row(row, User)

    def get(self, user_id: str) -> User | None:
        """Find an account."""
        return rows.find(self._database, users, User, user_id)

    def get_by_email(self, email: str) -> User | None:
        """Find an account by its normalized address."""
        with self._database.read() as connection:
            query = sa.select(users).where(users.c.email == email)
            row = connection.execute(query).mappings().first()
        return None if row is None else from_row(row, User)

    def replace(self, user: User, expected: int) -> User:
        """Store the account's next version."""
        with self._database.write() as connection:
            rows.replace(connection, users, user, expected)
        return user


class SqlSessionStore:
    """`ports.stores.SessionStore` on SQL."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def add(self, session: Session) -> Session:
        """Add a session."""
        return rows.add(self._database, sessions, session, Session)

    def get(self, session_id: str, now: datetime) -> tuple[Session, User] | None:
        """Find a live session and its user."""
        prefixed = [column.label(f"user_{column.name}") for column in users.c]
        query = (
            sa.select(sessions, *prefixed)
            .join(users, _is_live(now))
            .where(sessions.c.id == session_id)
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        size = len(sessions.c)
        user = dict(zip(users.c.keys(), row[size:], strict=True))
        session = dict(zip(sessions.c.keys(), row[:size], strict=True))
        return Session(**session), User(**user)

    def replace(self, session: Session, expected: int) -> Session:
        """Store the session's next version."""
        with self._database.write() as connection:
            rows.replace(connection, sessions, session, expected)
        return session

    def page(self, user_id: str, now: datetime, cursor: str | None, limit: int) -> Page[Session]:
        """List the live sessions of a user, newest first."""
        return paging.page(
            self._database,
            sa.select(sessions).join(users, _is_live(now)).where(sessions.c.user_id == user_id),
            order=(sessions.c.created_at, sessions.c.id),
            key=paging.BY_TIME,
            cursor=cursor,
            limit=limit,
            build=lambda row: from_row(row, Session),
            newest_first=True,
        )

    def delete(self, user_id: str, session_id: str) -> bool:
        """End a session of this user."""
        with self._database.write() as connection:
            done = connection.execute(
                sessions.delete().where(sessions.c.id == session_id, sessions.c.user_id == user_id)
            )
        return bool(done.rowcount)

    def purge(self, now: datetime, limit: int) -> int:
        """Delete sessions that expired.

        One that ended by newer credentials is never refreshed, so it goes in its time as well;
        to look for those would be to read every session.
        """
        return rows.purge(self._database, sessions, now, limit)


class SqlApiTokenStore:
    """`ports.stores.ApiTokenStore` on SQL."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def add(self, token: ApiToken) -> ApiToken:
        """Add a token."""
        return rows.add(self._database, api_tokens, token, ApiToken)

    def get_by_hash(self, token_hash: str, now: datetime) -> ApiToken | None:
        """Find a live token by its hash."""
        query = sa.select(api_tokens).where(api_tokens.c.token_hash == token_hash, _unexpired(now))
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else from_row(row, ApiToken)

    def page(self, user_id: str, now: datetime, cursor: str | None, limit: int) -> Page[ApiToken]:
        """List the live tokens of a user, newest first."""
        return paging.page(
            self._database,
            sa.select(api_tokens).where(api_tokens.c.user_id == user_id, _unexpired(now)),
            order=(api_tokens.c.created_at, api_tokens.c.id),
            key=paging.BY_TIME,
            cursor=cursor,
            limit=limit,
            build=lambda row: from_row(row, ApiToken),
            newest_first=True,
        )

    def count(self, user_id: str, now: datetime) -> int:
        """Count the live tokens of a user."""
        query = sa.select(sa.func.count()).where(api_tokens.c.user_id == user_id, _unexpired(now))
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def delete(self, user_id: str, token_id: str) -> bool:
        """Revoke a token of this user."""
        with self._database.write() as connection:
            done = connection.execute(
                api_tokens.delete().where(
                    api_tokens.c.id == token_id, api_tokens.c.user_id == user_id
                )
            )
        return bool(done.rowcount)

    def purge(self, now: datetime, limit: int) -> int:
        """Delete tokens that expired."""
        return rows.purge(self._database, api_tokens, now, limit)


def _is_live(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        users.c.id == sessions.c.user_id,
        users.c.credentials == sessions.c.credentials,
        sessions.c.expires_at > now,
    )


def _unexpired(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(api_tokens.c.expires_at.is_(None), api_tokens.c.expires_at > now)
