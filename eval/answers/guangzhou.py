"""The assistant over official documents it has never seen: those of Guangzhou, asked for by what people call them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from app.errors import BadInput
from eval.answers.questions import Expect, Question
from eval.answers.runner import Measured, asked_over, write_replies
from eval.answers.tally import Tally
from eval.output import Progress, check_writable
from eval.report import Report
from retrieval.corpus import Clause, Corpus, InForce, Origin, Source
from retrieval.passages import SourceKind
from retrieval.splitting import blocks_of, split

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.settings import Settings
    from eval.answers.judging import Verdict

REGION: Final = "440100"
Value = TypeVar("Value")

QUESTION: Final = "{title}怎么办？要什么条件和材料？"


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    title: str
    source: str = ""
    doc_no: str | None = None
    publish_date: dt.date
    source_url: str | None = None
    original_text: str


class _Policy(BaseModel):
    model_config = ConfigDict(extra="ignore")

    title: str
    doc_ids: tuple[str, ...]


def run(folder: Path, *, run_out: Path | None, settings: Settings) -> Measured:
    """Ask for each policy of `folder`/policies.json over the full texts of `folder`/documents.json.

    Right is a reply that cites one of the documents that belong to the policy, every quote byte for byte.

    Raises:
        BadInput: a file can't be read or has another form, or `run_out` can't be written.
    """
    check_writable(run_out)
    documents = _read(folder / "documents.json", TypeAdapter(list[_Document]))
    policies = _read(folder / "policies.json", TypeAdapter(list[_Policy]))
    questions = [_question(at, policy) for at, policy in enumerate(policies, 1)]
    with Progress("answers over documents", len(questions)) as progress:
        verdicts = asked_over(corpus_of(documents), questions, settings, progress)
    if run_out:
        write_replies(run_out, verdicts)
    return Measured(report=_report(verdicts, documents=len(documents)), wrong=[one for one in verdicts if one.faults])


def corpus_of(documents: Sequence[_Document]) -> Corpus:
    """Every document a source of its own, every piece of it a clause."""
    sources = {document.id: _source(document) for document in documents}
    clauses: dict[str, Clause] = {}
    for document in documents:
        for piece in split(blocks_of(document.original_text)):
            clause_id = f"{document.id}#{piece.anchor}"
            clauses[clause_id] = Clause(id=clause_id, title=piece.title, text=piece.text, source=sources[document.id])
    return Corpus(sources=sources, clauses=clauses)


def _read(path: Path, form: TypeAdapter[Value]) -> Value:
    try:
        return form.validate_json(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path} can't be read ({error.strerror}); give a folder that holds it") from error
    except ValidationError as error:
        problem = error.errors()[0]
        raise BadInput(f"{path}: {'.'.join(map(str, problem['loc']))}: {problem['msg']}") from error


def _question(number: int, policy: _Policy) -> Question:
    asked = QUESTION.format(title=policy.title)
    return Question(id=f"gz-{number:02}", turns=(asked,), expect=Expect(sources=policy.doc_ids))


def _source(document: _Document) -> Source:
    return Source(
        id=document.id,
        title=document.title,
        kind=SourceKind.GUIDE,
        issuer=document.source or document.title,
        doc_no=document.doc_no or None,
        date=document.publish_date,
        region=REGION,
        in_force=InForce(start=document.publish_date),
        file=f"{document.id}.txt",
        source=Origin(
            url=document.source_url or None, read_on=document.publish_date, how="full text", completeness="full"
        ),
    )


def _report(verdicts: Sequence[Verdict], *, documents: int) -> Report:
    tally = Tally.of(verdicts)
    return Report(
        title=f"Answers: {tally.questions} questions over {documents} official documents; 95 % intervals",
        figures={"documents": documents, **tally.figures()},
        headers=("", "all"),
        rows=[[name, tally.rates()[name].in_words()] for name in ("right", "quotes_exact", "false_refusal")],
    )
