"""What is sent about payouts, over the API or as a plain form."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.intake.json_text import check_text
from app.payouts.errors import BadPayoutForm
from app.payouts.filing import Returned
from app.payouts.objecting import EntryRuling, NewObjection
from app.payouts.preparing import Wanted
from app.payouts.publishing import Publication

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCHEME: Final = "job-expansion-subsidy-2024"

Given = TypeVar("Given", bound=BaseModel)
Words = Annotated[
    str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True), AfterValidator(check_text)
]
Short = Annotated[
    str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True), AfterValidator(check_text)
]
Number = Annotated[int, Field(ge=1, le=10_000_000)]


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RoundGiven(_Given):
    """`district`: six digits, or empty for every one, which needs a grant for every one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"scheme": _SCHEME, "district": "310117"}]})

    scheme: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,79}$")]
    district: Annotated[str, StringConstraints(pattern=r"^([0-9]{6})?$")] = ""

    def read(self) -> Wanted:
        return Wanted(scheme=self.scheme, district=self.district)


class PublicationGiven(_Given):
    """In working days. The notice is the office's own order of five or more, or what the scheme's text states."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"notice_workdays": 5, "confirm_workdays": 20}]})

    notice_workdays: Annotated[int, Field(ge=1, le=60)]
    confirm_workdays: Annotated[int, Field(ge=1, le=60)]

    def read(self) -> Publication:
        return Publication(notice_workdays=self.notice_workdays, confirm_workdays=self.confirm_workdays)


class DiscardGiven(_Given):
    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "名单有误，重新比对"}]})

    reason: Words


class ObjectionGiven(_Given):
    number: Number
    name: Short
    contact: Short
    said: Words

    def read(self) -> NewObjection:
        return NewObjection(number=self.number, name=self.name, contact=self.contact, said=self.said)


class SettlementGiven(_Given):
    model_config = ConfigDict(json_schema_extra={"examples": [{"is_upheld": False, "reason": "参保记录属实"}]})

    is_upheld: bool
    reason: Words


class EntryRulingGiven(_Given):
    model_config = ConfigDict(json_schema_extra={"examples": [{"ruling": "release", "reason": "已核实"}]})

    ruling: EntryRuling
    reason: Words


class AmountGiven(_Given):
    model_config = ConfigDict(json_schema_extra={"examples": [{"amount_cny": "1500.00", "reason": "现有一人"}]})

    amount_cny: Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=2)]
    reason: Words


class ReturnedGiven(_Given):
    number: Number
    reason: Words

    def read(self) -> Returned:
        return Returned(number=self.number, reason=self.reason)


class ClosingGiven(_Given):
    """Every entry of the file that is not named was paid."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"returned": [{"number": 3, "reason": "账户已销户"}]}]})

    returned: Annotated[list[ReturnedGiven], Field(max_length=10_000)] = []


def read_form(model: type[Given], fields: Mapping[str, str], **more: object) -> Given:
    """The fields of a plain form that the model has, with `more`; one left empty counts as not given.

    Raises:
        BadPayoutForm: with each field that is missing or can't be read.
    """
    named = {name: fields[name] for name in model.model_fields if fields.get(name, "").strip()}
    try:
        return model.model_validate({**named, **more})
    except ValidationError as error:
        raise BadPayoutForm(*(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())) from error
