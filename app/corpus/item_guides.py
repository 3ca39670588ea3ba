"""The guide to one version of an item as clauses, each line a whole sentence that names the item."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.corpus.amount_lines import adds, amount_lines
from app.corpus.figures import Part, markdown, sentence, written
from app.corpus.scheme_facts import span
from approval_rules.conditions.saying import Saying, said
from approval_rules.facts import load_namespaces
from approval_rules.items import Automation, Claim, Outcome, RequiredWhen, placeholders
from approval_rules.language_words import Language, apart, region_name, title_of, together
from approval_rules.telling.guide_words import APPLICANTS, SECTIONS, SectionName
from approval_rules.telling.sources import register_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from approval_rules.deadlines import Limit
    from approval_rules.document_spec import DocumentSpec
    from approval_rules.items import Item, ItemVersion, Material, Rule
    from retrieval.corpus import Corpus, Source

_CHANNEL = re.compile("一网通办|随申办|一窗通|服务中心|平台|窗口")
_FREE = re.compile(r"不收费")
_ONLY_FREE = re.compile(r"^\w{0,8}不收费。?$")
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百零]+条(之[一二三四五六七八九十]+)?$")
_ZH: Final = Language.ZH


_MADE: Final = "item."


def source_id(version: ItemVersion) -> str:
    return f"{_MADE}{version.item}.{version.in_force.start.isoformat()}"


def is_generated(source: Source) -> bool:
    """Whether the source is a guide that was made from an item."""
    return source.id.startswith(_MADE)


def guide_title(item: Item, version: ItemVersion) -> str:
    return f"{version_name(item, version)}办事指南"


def version_name(item: Item, version: ItemVersion) -> str:
    """The item's title, with the period where it has several versions."""
    if len(item.versions) == 1:
        return item.title
    period = span(version.in_force)
    return f"{item.title[:-1]}，{period}）" if item.title.endswith("）") else f"{item.title}（{period}）"


def item_guide(item: Item, version: ItemVersion, form: DocumentSpec | None, corpus: Corpus) -> str:
    """The file of one version."""
    guide = _Guide(item, version, corpus)
    return markdown(guide_title(item, version), guide.parts(form))


class _Guide:
    """Writes the sentences of one version."""

    def __init__(self, item: Item, version: ItemVersion, corpus: Corpus) -> None:
        self._version, self._corpus = version, corpus
        self._name = version_name(item, version)
        self._how = Saying(vocabulary=version.facts, language=_ZH)
        self._title, self._doing = item.title, f"{_verb(version)}{self._name}"
        self._office, _, through = version.authority.partition("（")
        self._through = through.removesuffix("）")

    def parts(self, form: DocumentSpec | None) -> Iterator[Part]:
        yield self._part(SectionName.APPLICANTS, self._applicants())
        yield self._part(SectionName.CONDITIONS, self._conditions())
        yield self._part(SectionName.MATERIALS, self._materials())
        yield self._part(SectionName.FORM, self._form(form))
        yield self._part(SectionName.REGISTERS, self._registers())
        yield self._part(SectionName.STEPS, self._steps())
        yield self._part(SectionName.LIMITS, self._limits())
        yield self._part(SectionName.AMOUNT, self._amount())
        yield Part(anchor="place", title="办理地点和渠道", lines=self._lines(self._place()))
        yield Part(anchor="fees", title="收费", lines=self._lines(self._fees()))
        yield self._part(SectionName.DECISION, self._decision())
        yield self._part(SectionName.ASK, self._ask())
        yield Part(anchor="period", title="适用时间", lines=self._lines(self._period()))
        yield self._part(SectionName.UNCERTAIN, self._uncertain())
        yield self._part(SectionName.BASIS, self._basis())

    def _part(self, section: SectionName, lines: Iterator[str]) -> Part:
        return Part(anchor=section.value, title=SECTIONS[section].zh, lines=self._lines(lines))

    def _lines(self, lines: Iterator[str]) -> tuple[str, ...]:
        return tuple(sentence(written(line)) for line in lines)

    def _applicants(self) -> Iterator[str]:
        kinds = apart((APPLICANTS[kind].zh for kind in self._version.applicants), _ZH)
        yield f"能{self._doing}的是{kinds}"

    def _conditions(self) -> Iterator[str]:
        for rule in self._version.rules:
            yield f"{self._doing}的条件之一：{rule.says}{_doubt(rule.uncertain)}{_when_it_fails(rule)}"

    def _materials(self) -> Iterator[str]:
        if not self._version.materials:
            yield self._no_materials()
        by_note: dict[str, list[str]] = {}
        for one in self._version.materials:
            if one.required == "always":
                by_note.setdefault(one.note, []).append(one.title)
        for note, titles in by_note.items():
            yield f"{self._doing}，要交{together(titles, _ZH)}" + (f"（{note}）" if note else "")
        yield from (self._on_condition(one) for one in self._version.materials if one.required != "always")

    def _on_condition(self, material: Material) -> str:
        if isinstance(material.required, RequiredWhen):
            when = said(material.required.when.condition, self._how)
            note = f"（{material.note}）" if adds(material.note, when) else ""
            return f"{self._doing}，{when}的，另交{material.title}{note}"
        note = f"；{material.note}" if material.note else ""
        return f"{self._doing}，一般不用交{material.title}，登记信息里有{note}"

    def _no_materials(self) -> str:
        """Where the version itself says that its papers are not known, it is not said that there are none."""
        if "材料" in self._version.uncertain and self._version.claim is Claim.APPLY:
            return f"{self._doing}的材料清单没有查到，以{self._office}的要求为准"
        return f"{self._doing}，不用另交材料"

    def _form(self, form: DocumentSpec | None) -> Iterator[str]:
        if form is not None:
            fields = apart((field.title for field in form.fields), _ZH)
            yield f"{self._doing}，要填《{form.title}》，填写的内容有{fields}"

    def _registers(self) -> Iterator[str]:
        spaces = {space.register_id: name for name, space in load_namespaces().items() if space.register_id}
        for use in self._version.registers:
            names = [one for one in self._version.decisive_facts if one.partition(".")[0] == spaces.get(use.id)]
            titles = apart((title_of(self._version.facts[one], _ZH) for one in names), _ZH)
            asked = register_title(use.id).zh.replace("：", "里的") + (f"（{titles}）" if titles else "")
            yield f"{self._doing}时，系统自己查询{asked}，不用申请人提交"

    def _steps(self) -> Iterator[str]:
        steps = [one.zh for one in self._version.steps if not _ONLY_FREE.match(one.zh)]
        for place, step in enumerate(steps, start=1):
            yield f"{self._doing}的第{place}步：{step}"

    def _limits(self) -> Iterator[str]:
        limits = self._version.limits
        if limits.correction_notice is not None:
            yield (
                f"{self._name}的材料不齐或者不符合要求的，收件后{limits.correction_notice.workdays}个工作日内一次告诉"
                f"申请人要补正的全部内容；逾期没有告诉的，从收件日起就算受理{_doubt(limits.correction_notice.uncertain)}"
            )
        if limits.decision is not None:
            yield f"{self._name}的法定办结时限是{_days(limits.decision)}"
        if limits.promised is not None:
            yield f"{self._name}的承诺办结时限是{_days(limits.promised)}"
        if limits.decision is None and limits.promised is None:
            yield f"{self._name}的办结时限没有查到规定，以{self._office}的答复为准"

    def _amount(self) -> Iterator[str]:
        if self._version.amount is not None:
            yield from amount_lines(self._name, self._version.amount, self._version.facts)

    def _place(self) -> Iterator[str]:
        channels = [one.zh for one in self._version.steps if _CHANNEL.search(one.zh)]
        yield f"{self._name}的办理机关是{self._office}"
        yield f"{self._name}适用的地区是{region_name(self._version.region, _ZH)}"
        if self._through:
            yield f"{self._doing}，{self._through}"
        yield from (f"{self._doing}的渠道：{step}" for step in channels)
        if not channels and not self._through and self._version.claim is Claim.APPLY:
            yield f"{self._doing}的地点和入口没有查到，请向{self._office}询问"

    def _fees(self) -> Iterator[str]:
        if any(_FREE.search(one.zh) for one in self._version.steps):
            yield f"{self._doing}不收费"

    def _decision(self) -> Iterator[str]:
        yield _CLAIMS[self._version.claim].format(self._name)
        match self._version.automation:
            case Automation.UNATTENDED:
                yield (
                    f"{self._name}的全部条件都符合、每个关键事实都得到印证的，由系统自动核准，没有人参与；其余的连同理由"
                    "交给工作人员"
                )
                yield f"{self._doing}时，系统只能核准，不能拒绝"
            case Automation.ASSISTED:
                yield f"{self._name}由系统按条件审查并提出建议，由工作人员作出决定"
            case Automation.OFF:
                yield f"{self._name}由工作人员审查并作出决定"

    def _ask(self) -> Iterator[str]:
        if self._version.automation is not Automation.UNATTENDED:
            yield f"{self._name}由工作人员作出决定，申请人可以向他们要求说明理由"
            return
        yield f"{self._doing}，可以在提交时勾选“请由工作人员办理，不要自动办理”"
        yield f"{self._name}自动作出决定后，申请人可以在办件页面一步申请由工作人员复核，并要求说明理由"

    def _period(self) -> Iterator[str]:
        yield f"这份{self._title}的办事指南适用于{span(self._version.in_force)}收件的申请"

    def _uncertain(self) -> Iterator[str]:
        if self._version.uncertain:
            yield f"{self._name}还不能确定的地方：{self._version.uncertain}"

    def _basis(self) -> Iterator[str]:
        version = self._version
        for clause in dict.fromkeys([*version.basis, *(one for rule in version.rules for one in rule.basis)]):
            yield f"{self._name}的审查依据有{self._cited(clause)}"

    def _cited(self, clause_id: str) -> str:
        clause = self._corpus.clauses.get(clause_id)
        if clause is None:
            return clause_id
        source, title = clause.source.title.removesuffix("摘要"), clause.title.removesuffix("摘要")
        return f"《{source}》{title}" if _ARTICLE.match(title) else f"《{source}》的“{title}”部分"


_CLAIMS: Final[Mapping[Claim, str]] = {
    Claim.NO_APPLICATION: "{}不用提出申请，收到信息的单位确认后就办理",
    Claim.FAST: "{}在原本就要办的申报里一并提出，不用另外申请",
    Claim.APPLY: "{}要由申请人提出申请",
}


def _verb(version: ItemVersion) -> str:
    if version.claim is not Claim.APPLY:
        return "享受"
    return "办理" if version.amount is None else "申请"


def _doubt(uncertain: str) -> str:
    return f"（还不能确定：{uncertain}）" if uncertain else ""


def _when_it_fails(rule: Rule) -> str:
    """What the applicant is told then, where that names no fact of a case."""
    if not placeholders(rule.notice):
        return "；不符合时的告知：" + rule.notice.rstrip("。").replace("。", "；")
    return "（不符合的由工作人员核实后办理）" if rule.otherwise is Outcome.ESCALATE else ""


def _days(limit: Limit) -> str:
    said_of = "当场办结" if limit.workdays == 0 else f"受理后{limit.workdays}个工作日"
    if limit.extendable:
        said_of += f"，经机关负责人批准可以再延长{limit.extendable}个工作日"
    return said_of + _doubt(limit.uncertain)
