"""The table of states: what may follow what, by whom; and that no machine ever decides against anybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.errors import IllegalTransition
from app.cases.states import AGAINST, ENDS, TRANSITIONS, CaseState, Mover, transition
from corpora import CORPORA_DIR
from retrieval.corpus import read_corpus

STATES, MOVERS = st.sampled_from(CaseState), st.sampled_from(Mover)
PEOPLE = {Mover.REVIEWER, Mover.APPROVER}


@given(STATES, STATES, MOVERS)
def test_whatever_the_table_does_not_hold_is_illegal(frm: CaseState, to: CaseState, by: Mover) -> None:
    line = TRANSITIONS.get((frm, to))

    if line is not None and by in line.by:
        assert transition(frm, to, by) is line
    else:
        with pytest.raises(IllegalTransition) as raised:
            transition(frm, to, by)
        assert (raised.value.frm, raised.value.to) == (frm, to)
        assert raised.value.why


@given(
    STATES.filter(lambda one: one not in AGAINST),
    st.lists(st.tuples(STATES, st.sampled_from([Mover.MACHINE, Mover.OFFICE]))),
)
def test_no_machine_and_no_clock_ever_brings_a_case_to_a_refusal(
    begin: CaseState, tries: list[tuple[CaseState, Mover]]
) -> None:
    state = begin
    for to, by in tries:
        try:
            state = transition(state, to, by).to
        except IllegalTransition:
            continue

    assert state not in AGAINST


def test_the_machine_may_do_one_thing_alone_and_that_is_to_grant() -> None:
    assert [(one.frm, one.to) for one in TRANSITIONS.values() if Mover.MACHINE in one.by] == [
        (CaseState.RECEIVED, CaseState.GRANTED)
    ]


def test_a_time_that_runs_out_only_ever_takes_an_application_in() -> None:
    assert [(one.frm, one.to) for one in TRANSITIONS.values() if Mover.OFFICE in one.by] == [
        (CaseState.RECEIVED, CaseState.ACCEPTED)
    ]


def test_only_staff_decide_against_an_applicant() -> None:
    assert {mover for one in TRANSITIONS.values() if one.to in AGAINST for mover in one.by} == PEOPLE


@pytest.mark.parametrize("state", sorted(ENDS))
def test_nothing_follows_on_an_end(state: CaseState) -> None:
    assert not [one for one in TRANSITIONS.values() if one.frm is state]


@pytest.mark.parametrize("state", sorted(set(CaseState) - ENDS))
def test_every_other_state_leads_to_an_end(state: CaseState) -> None:
    reached, found = {state}, {state}
    while found:
        found = {to for frm, to in TRANSITIONS if frm in found} - reached
        reached |= found

    assert reached & ENDS


@pytest.mark.parametrize("state", sorted(set(CaseState) - {CaseState.DRAFT}))
def test_every_state_can_be_reached_from_a_draft(state: CaseState) -> None:
    reached, found = {CaseState.DRAFT}, {CaseState.DRAFT}
    while found:
        found = {to for frm, to in TRANSITIONS if frm in found} - reached
        reached |= found

    assert state in reached


def test_every_clause_of_the_table_stands_in_the_corpus() -> None:
    cited = {clause for one in TRANSITIONS.values() for clause in one.basis}

    assert cited
    assert cited <= set(read_corpus(CORPORA_DIR).clauses)
