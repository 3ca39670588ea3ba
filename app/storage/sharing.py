"""The same file in the case of somebody else: a copied licence, or one person's paper filed for many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from app.db.engine import reading
from app.db.tables import case, upload
from approval_rules.decide import Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFile:
    """A file that stands in `case_no`, whose applicant is another."""

    sha256: str
    case_no: str


def same_file_elsewhere(
    connection: Connection, sha256s: Collection[str], applicant_key: str, except_case: str = ""
) -> list[SharedFile]:
    """Those of the files that are in another applicant's case, by hash and case.

    An erased case whose applicant is not known any more may be the applicant's own.

    Args:
        applicant_key: whose case it is that they are filed in now; empty when nobody knows, who then is somebody else.
        except_case: the number of that case, when it has one already.
    """
    if not sha256s:
        return []
    wanted = (
        select(upload.c.sha256, upload.c.case_no)
        .join(case, case.c.case_no == upload.c.case_no)
        .where(
            upload.c.sha256.in_(list(sha256s)),
            case.c.applicant_key != applicant_key,
            or_(case.c.applicant_key != "", case.c.erased_at.is_(None)),
            upload.c.case_no != except_case,
        )
        .distinct()
        .order_by(upload.c.sha256, upload.c.case_no)
    )
    return [SharedFile(sha256=row.sha256, case_no=row.case_no) for row in connection.execute(wanted)]


def shared_file_problems(
    engine: Engine, sha256s: Collection[str], applicant_key: str, except_case: str = ""
) -> tuple[Problem, ...]:
    """What hands a case over when a file of it is in another applicant's case; the numbers of those cases stay unsaid.

    Not for a pre-check: whoever has a file could ask it whether somebody filed that file here.
    """
    if not sha256s:
        return ()
    with reading(engine) as connection:
        shared = {one.sha256 for one in same_file_elsewhere(connection, sha256s, applicant_key, except_case)}
    message = f"所附文件中有{len(shared)}份与其他申请人办件中的文件完全相同"
    return (Problem(code=ProblemCode.FILE_ELSEWHERE, message=message),) if shared else ()
