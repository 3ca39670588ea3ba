"""What was filed, read as far as it can be read, and everything that is wrong with it, at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import BadApplication, BadUpload
from app.intake.application import Mistake, form_values
from app.intake.reading import ReadMaterial, document_readings, for_version, form_readings, read_material
from approval_rules.decide import Presented, Problem, ProblemCode
from approval_rules.evidence import Reading, SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from app.intake.application import Application, Upload
    from app.intake.reading import Extractor
    from approval_rules.document_spec import DocumentSpec
    from approval_rules.items import ItemVersion

FORM = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """`read` is every file that could be read, the form's among them; `readings` what all of it says of the facts.

    `mistakes` are, by material (the form is `form`), what would have the application refused at the door.
    """

    read: tuple[ReadMaterial, ...]
    readings: tuple[Reading, ...]
    mistakes: tuple[tuple[str, Mistake], ...]

    def refuse_mistakes(self) -> None:
        """Raises BadUpload for a single file that can't be used, BadApplication for everything else that is wrong."""
        said = [mistake.said for _, mistake in self.mistakes]
        if len(said) == 1 and self.mistakes[0][0] != FORM:
            raise BadUpload(said[0])
        if said:
            raise BadApplication(*said)

    def mistakes_of(self, material: str) -> tuple[str, ...]:
        """In Chinese."""
        return tuple(mistake.said_zh for name, mistake in self.mistakes if name == material)


def read_filing(  # noqa: PLR0913  the flow's own parts, each used once
    extractor: Extractor,
    documents: Mapping[str, DocumentSpec],
    application: Application,
    version: ItemVersion,
    uploads: Mapping[str, Upload],
    on: date,
    *,
    keeps_others: bool,
) -> Filing:
    """Read the form and every material of an application received on that day.

    Args:
        keeps_others: a document of another kind is told as a material that can't serve, and is no mistake.

    Raises:
        BadApplication: a file that the application names was not sent.
        NotReady: the reading engine is not installed.
    """
    sent = _sent(application, version, documents)
    missing = [name for name, _, _ in sent if name not in uploads]
    if missing:
        raise BadApplication(*(f"the file '{name}' is named in the application and was not sent" for name in missing))
    read: list[ReadMaterial] = []
    readings: list[Reading] = []
    mistakes: list[tuple[str, Mistake]] = []
    if application.form is not None:
        values, wrong = form_values(application.form, documents[version.form])
        readings += form_readings(values, documents[version.form], on)
        mistakes += [(FORM, mistake) for mistake in wrong]
    for name, material, spec in sent:
        try:
            one = read_material(extractor, uploads[name], material, spec, keeps_others=keeps_others)
        except BadUpload as error:
            mistakes.append((material, Mistake(said=str(error), said_zh=f"文件“{name}”不能使用（{error}）")))
            continue
        read.append(one)
        if spec is not None:
            kind = SourceKind.FORM if material == FORM else SourceKind.DOCUMENT
            readings += document_readings(one.extraction, spec, kind, on)
    return Filing(read=tuple(read), readings=tuple(for_version(readings, version)), mistakes=tuple(mistakes))


def form_only_readings(application: Application, spec: DocumentSpec, on: date) -> tuple[Reading, ...]:
    """What the typed form says; nothing for one that is a file to be read.

    Raises:
        BadApplication: a field is missing, unknown or ill-typed.
    """
    if application.form is None:
        return ()
    values, wrong = form_values(application.form, spec)
    if wrong:
        raise BadApplication(*(one.said for one in wrong))
    return tuple(form_readings(values, spec, on))


def presented_materials(version: ItemVersion, filing: Filing) -> tuple[Presented, ...]:
    """For each material of the item, the uploads that serve as it, or why one of them can't."""
    return tuple(_presented(material.id, filing) for material in version.materials)


def form_problems(filing: Filing) -> tuple[Problem, ...]:
    """What is wrong with the form, for a pre-check that goes on to tell everything else as well."""
    kept = [one.problem for one in filing.read if one.material == FORM and one.problem]
    said = (*filing.mistakes_of(FORM), *kept)
    return tuple(Problem(code=ProblemCode.FORM_INCOMPLETE, message=message) for message in said)


def _presented(material: str, filing: Filing) -> Presented:
    read = [one for one in filing.read if one.material == material]
    problems = [*(one.problem for one in read if one.problem), *filing.mistakes_of(material)]
    uploads = tuple(one.extraction.sha256 for one in read)
    return Presented(material=material, uploads=uploads, problem="；".join(problems))


def _sent(
    application: Application, version: ItemVersion, documents: Mapping[str, DocumentSpec]
) -> list[tuple[str, str, DocumentSpec | None]]:
    """Each file of the application: its name, the material it is filed as, and the kind it has to be of, if any."""
    kinds = {material.id: documents[material.document] if material.document else None for material in version.materials}
    form = [] if application.form_file is None else [(application.form_file, FORM, documents[version.form])]
    return [*form, *((one.file, one.id, kinds[one.id]) for one in application.materials)]
