"""The key to all three locks: a person, for whom they act, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from portal.access.permissions import PERMISSIONS, Permission, Role, while_suspended
from portal.models import Branch, Membership, Organisation, OrganisationKind, User, db

if TYPE_CHECKING:
    from portal.models import Model

M = TypeVar("M", bound="Model")


class NotVisible(LookupError):
    """No such row, or none that this actor may know of: the two are the same answer."""


class Forbidden(PermissionError):
    """The actor may see, but not do, this."""


@dataclass(frozen=True, slots=True)
class Actor:
    """First argument of every service. `organisation_id` is None for those who act for the branch itself."""

    user_id: UUID
    name: str
    membership_id: UUID
    role: Role
    branch_id: UUID
    branch_name: str
    organisation_id: UUID | None = None
    organisation_name: str | None = None
    organisation_kind: OrganisationKind | None = None
    organisation_path: str | None = None
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    #: The branch has suspended the organisation.
    suspended: bool = False

    @classmethod
    def of(cls, found: Any) -> Actor:
        """From a row of `FACTS`."""
        role = Role(found.role)
        permissions = PERMISSIONS[role] - frozenset(found.withheld or ())
        return cls(
            user_id=found.user_id,
            name=found.user_name,
            membership_id=found.membership_id,
            role=role,
            branch_id=found.branch_id,
            branch_name=found.branch_name,
            organisation_id=found.organisation_id,
            organisation_name=found.organisation_name,
            organisation_kind=found.organisation_kind,
            organisation_path=found.organisation_path,
            permissions=while_suspended(permissions) if found.suspended_at else permissions,
            suspended=found.suspended_at is not None,
        )

    @classmethod
    def acting(cls, membership_id: UUID) -> Actor:
        """The actor behind a live membership, for work done outside a request; raises `NotVisible` once it ended."""
        found = db.session.execute(
            membership_row().where(Membership.id == membership_id, Membership.ended_at.is_(None))
        ).one_or_none()
        if found is None:
            raise NotVisible("membership")
        return cls.of(found)

    @classmethod
    def of_the_house(cls, branch: Branch) -> Actor:
        """Who does a branch's daily rounds: sees what the branch sees, and is permitted nothing."""
        nobody = UUID(int=0)
        return cls(
            user_id=nobody,
            name="Gandeng",
            membership_id=nobody,
            role=Role.BRANCH_OFFICER,
            branch_id=branch.id,
            branch_name=branch.name,
        )

    @property
    def is_branch(self) -> bool:
        return self.organisation_id is None

    @property
    def agent_id(self) -> UUID | None:
        """Whose recruits alone this actor sees: of an agent of a wadah their own, else None."""
        return self.membership_id if self.role is Role.PERISAI_AGENT else None

    @property
    def top_id(self) -> UUID | None:
        """The top of the tree that the actor's organisation stands in: of a school, itself."""
        return UUID(self.organisation_path.split("/")[1]) if self.organisation_path else None

    @property
    def acts_for(self) -> str:
        return self.organisation_name or self.branch_name

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def must(self, permission: Permission) -> None:
        if permission not in self.permissions:
            raise Forbidden(permission.value)

    def within(self, unit: Organisation) -> Actor:
        """The same person, who for one question sees this unit and what is below it only.

        Raises `NotVisible` for a unit out of sight.
        """
        seen = unit.branch_id == self.branch_id and (
            self.is_branch or (self.organisation_path is not None and unit.path.startswith(self.organisation_path))
        )
        if not seen:
            raise NotVisible("organisation")
        return replace(
            self,
            organisation_id=unit.id,
            organisation_name=unit.name,
            organisation_kind=unit.kind,
            organisation_path=unit.path,
        )

    def sees(self, model: type[M], *, of: Organisation | None = None, few: bool = False) -> Select[M]:
        """The beginning of every query on an owned table: only rows this actor may see; with `of` only those of one
        organisation, which must be in sight (`NotVisible`); with `few`, where something else says which rows are
        looked at, each of them is asked whose it is."""
        from portal.access import visibility

        condition = visibility.of_one(model, self, of) if of is not None else visibility.clause(model, self, one=few)
        return self._seen(model, condition)

    def find(self, model: type[M], id_: UUID, *options: Any) -> M:
        """The row, or `NotVisible`; never another's."""
        from portal.access.visibility import clause

        query = self._seen(model, clause(model, self, one=True)).where(model.id == id_)  # type: ignore[attr-defined]
        found = db.session.scalars(query.options(*options)).one_or_none()
        if found is None:
            raise NotVisible(model.__tablename__)
        return found

    def _seen(self, model: type[M], condition: ColumnElement[bool]) -> Select[M]:
        return select(model).where(condition).execution_options(seen_by=str(self.membership_id))


#: All that an actor is made of, in columns: it is asked for with every request, and whole rows take thrice as long.
FACTS = (
    Membership.id.label("membership_id"),
    Membership.role,
    User.id.label("user_id"),
    User.name.label("user_name"),
    Branch.id.label("branch_id"),
    Branch.name.label("branch_name"),
    Organisation.id.label("organisation_id"),
    Organisation.name.label("organisation_name"),
    Organisation.kind.label("organisation_kind"),
    Organisation.path.label("organisation_path"),
    Organisation.withheld,
    Organisation.suspended_at,
)


def membership_row() -> Select[*tuple[Any, ...]]:
    """A membership with all that an actor is made of, in one query."""
    return (
        select(*FACTS)
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .join(Branch, Branch.id == Membership.branch_id)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .execution_options(seen_by="sign-in")
    )


def at_most(query: Select[Any], most: int) -> Select[int]:
    """How many rows a query of `sees` or `everyone` has, counted no further than `most`, and seen as that one is.

    For figures of which a person only wants to know that they are large.
    """
    seen = query.get_execution_options()["seen_by"]
    return select(func.count()).select_from(query.limit(most).subquery()).execution_options(seen_by=seen)


def everyone(model: type[M], *, because: str) -> Select[M]:
    """The one named exit from visibility, for questions that concern all ("is this NIK registered anywhere?").

    What it finds may be answered as a fact, never shown as a row. A sweep lists the uses with their reasons.
    """
    assert because
    return select(model).execution_options(seen_by=f"everyone: {because}")
