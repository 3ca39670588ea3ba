"""What a form on paper or in one page sends: its fields, its files, and what the rules say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile as Part

from app.clock import today
from app.errors import BadApplication, NotFound
from app.flows.approve import Decided, approve
from app.intake.application import Application, MaterialFile, Upload
from app.intake.submitting import check_permitted
from app.items.telling import pre_check_explanation
from app.web.uploads import received
from approval_rules.conditions.saying import say
from approval_rules.items import RequiredWhen

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from app.accounts.principal import Principal
    from app.web.dependencies import Services
    from approval_rules.document_spec import DocumentSpec
    from approval_rules.items import ItemVersion
    from approval_rules.language_words import Language
    from approval_rules.telling.explanation import Explanation


def item_in_force(served: Services, item_id: str) -> tuple[ItemVersion, DocumentSpec]:
    """The version of the item that is in force today, and its form.

    Raises:
        NotFound: there is no such item. NotInForce: it is not open today.
    """
    if item_id not in served.office.items:
        raise NotFound(f"没有编号为“{item_id[:60]}”的事项")
    version = served.office.items[item_id].version_on(today(served.office.clock))
    return version, served.office.documents[version.form]


def values_of(sent: FormData) -> dict[str, str]:
    """The form's text fields as typed, several ticks joined by 、; one left empty counts as not given."""
    names = dict.fromkeys(name for name in sent if name.startswith("form."))
    typed = {
        name: [value.strip() for value in sent.getlist(name) if isinstance(value, str) and value.strip()]
        for name in names
    }
    return {name.removeprefix("form."): "、".join(values) for name, values in typed.items() if values}


def pre_checked(served: Services, asking: Principal, version: ItemVersion, sent: FormData) -> Decided:
    """What would be decided of what was sent; nothing of it is kept."""
    known = {f"material.{material.id}": material.id for material in version.materials}
    uploads: dict[str, Upload] = {}
    materials = []
    for name, value in sent.multi_items():
        if name.startswith("material.") and isinstance(value, Part) and value.filename:
            if name not in known:
                raise BadApplication(f"'{name[:80]}' is not a material of {version.item}")
            upload = received(value)
            part = f"{len(uploads)}.{upload.name}"
            uploads[part] = upload
            materials.append(MaterialFile(id=known[name], file=part))
    application = Application(
        item=version.item,
        form=dict(values_of(sent)),
        materials=materials,
        ask_for_person=sent.get("ask_for_person") == "yes",
    )
    check_permitted(asking, application)
    return approve(served.office, application, uploads, today(served.office.clock), store=False, owner=asking.id)


def told_of_pre_check(served: Services, decided: Decided) -> Explanation:
    return pre_check_explanation(decided.dossier, served.office.items, served.corpus, today(served.office.clock))


def wanted_when(version: ItemVersion, language: Language) -> dict[str, str]:
    """Of the materials that hang on a condition, the condition as a sentence."""
    hanging = {one.id: one.required for one in version.materials if isinstance(one.required, RequiredWhen)}
    return {name: say(one.when.condition, version.facts, language) for name, one in hanging.items()}
