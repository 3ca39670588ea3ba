"""The facts of a scheme as clauses: amount, materials, window and way to claim, each from `scheme.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.corpus.amount_lines import amount_lines
from app.corpus.figures import Part, day, markdown, sentence
from approval_rules.conditions.language import AllOf, Condition, Operator, Sentence
from approval_rules.facts import load_vocabulary
from approval_rules.items import Claim
from approval_rules.language_words import Language, apart, together
from approval_rules.schemes import Completeness
from retrieval.passages import Audience

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from approval_rules.clauses import InForce
    from approval_rules.schemes import Scheme, SchemeVersion

_ENTITY: Final = "profile.entity_type"
_AUDIENCES: Final[Mapping[str, Audience]] = {
    **{one.value: one for one in Audience},
    "partnership": Audience.ENTERPRISE,
    "professional_firm": Audience.SOCIAL_ORGANIZATION,
}


def scheme_facts(scheme: Scheme, issuer: str, schemes: Mapping[str, Scheme]) -> str:
    """The file of one scheme.

    Args:
        issuer: who issued it, whose text decides where the facts are known only in part.
        schemes: all of them by id.
    """
    told = [_Told(scheme, version, issuer, schemes) for version in scheme.versions]
    parts = [
        Part(anchor="facts-amount", title="金额（按结构化数据）", lines=_joined(one.amount() for one in told)),
        Part(
            anchor="facts-materials", title="申请材料（按结构化数据）", lines=_joined(one.materials() for one in told)
        ),
        Part(
            anchor="facts-window", title="申报时间和有效期（按结构化数据）", lines=_joined(one.window() for one in told)
        ),
        Part(anchor="facts-claim", title="申领方式（按结构化数据）", lines=_joined(one.claim() for one in told)),
    ]
    return markdown(f"{scheme.title}：数据", parts)


def audience_of(scheme: Scheme) -> tuple[Audience, ...]:
    """Whom the scheme speaks to, where its conditions ask for a kind of business; empty where they do not."""
    asked = [set(_audience(version.eligible.condition)) for version in scheme.versions]
    found = set.union(*asked) if all(asked) else set()
    return tuple(one for one in Audience if one in found)


def _audience(condition: Condition) -> Iterator[Audience]:
    match condition:
        case AllOf(parts):
            for part in parts:
                yield from _audience(part)
        case Sentence(operator=Operator.IS, operand=str() as kind) if condition.fact == _ENTITY and kind in _AUDIENCES:
            yield _AUDIENCES[kind]
        case Sentence(operator=Operator.ONE_OF, operand=tuple() as kinds) if condition.fact == _ENTITY:
            yield from (_AUDIENCES[str(kind)] for kind in kinds if str(kind) in _AUDIENCES)
        case _:
            return


def _joined(lines: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for some in lines for line in some))


class _Told:
    """The sentences of one version."""

    def __init__(self, scheme: Scheme, version: SchemeVersion, issuer: str, schemes: Mapping[str, Scheme]) -> None:
        self._scheme, self._version, self._issuer, self._schemes = scheme, version, issuer, schemes
        self._is_partial = scheme.conditions is Completeness.PARTIAL
        several = len(scheme.versions) > 1
        self._name = f"{scheme.title}（{span(version.in_force)}）" if several else scheme.title

    def amount(self) -> tuple[str, ...]:
        spec = self._version.amount
        lines = amount_lines(self._name, spec, load_vocabulary(), is_possible=self._is_partial)
        doubt = f"{self._name}的条件只知道一部分，能不能享受、金额多少，以{self._issuer}的原文为准。"
        return (*lines, doubt) if self._is_partial else lines

    def materials(self) -> tuple[str, ...]:
        named = list(self._version.materials)
        if named and self._is_partial:
            known = f"申请{self._name}要交的材料，已经知道的有{apart(named, Language.ZH)}"
            return (sentence(f"{known}；清单可能不全，以{self._issuer}的原文为准"),)
        if named:
            return (sentence(f"申请{self._name}要交{apart(named, Language.ZH)}"),)
        if self._scheme.claim is Claim.APPLY:
            return (sentence(f"{self._name}的材料清单没有查到，以{self._issuer}的原文为准"),)
        return (sentence(f"享受{self._name}不用另交申请材料"),)

    def window(self) -> tuple[str, ...]:
        lines = [self._claimed_in()] if self._version.window or self._scheme.claim is Claim.APPLY else []
        if self._version.window != self._version.in_force:
            lines.append(self._holds())
        return tuple(sentence(line) for line in lines)

    def _claimed_in(self) -> str:
        window = self._version.window
        if window is None:
            return f"{self._name}的申报起止日期没有查到，以{self._issuer}的通知为准"
        return f"{self._name}的申报时间是{span(window)}"

    def _holds(self) -> str:
        """Of a scheme known in part the first day may be one that was chosen when it was written down."""
        period = self._version.in_force
        if not self._is_partial:
            return f"{self._name}的执行期是{span(period)}"
        end = "没有查到终止日期" if period.end is None else f"到{day(period.end)}为止"
        return f"本服务收录的{self._name}从{day(period.start)}起算，{end}"

    def claim(self) -> tuple[str, ...]:
        lines = [_CLAIMS[self._scheme.claim].format(self._name), f"{self._name}的发布机关是{self._issuer}"]
        others = [_with_end(self._schemes[other]) for other in self._scheme.not_with if other in self._schemes]
        if others:
            lines.append(f"{self._name}不能和{together(others, Language.ZH)}重复享受")
        return tuple(sentence(line) for line in lines)


def _with_end(scheme: Scheme) -> str:
    """Its title, and its last day where one is set: what has ended can't be claimed any more."""
    end = scheme.versions[-1].in_force.end
    return scheme.title if end is None else f"{scheme.title}（到{day(end)}为止）"


_CLAIMS: Final[Mapping[Claim, str]] = {
    Claim.NO_APPLICATION: "{}是免申即享，不用提出申请",
    Claim.FAST: "{}是快申快享，在原本就要办的申报里一并享受，不用另外申请",
    Claim.APPLY: "{}要由申请人提出申请",
}


def span(period: InForce) -> str:
    return f"{day(period.start)}至{day(period.end)}" if period.end else f"{day(period.start)}起"
