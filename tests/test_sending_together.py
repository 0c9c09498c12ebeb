"""What happens in other processes while mails go out: a second sender, a pause, the end of a campaign, answers and objections."""

from dataclasses import dataclass

import pytest
from conftest import wait_until
from sending_office import sending_office

MAILS = 400
# So many, then the server waits for the test: however slow or quick this machine is, everything happens in the middle.
TAKEN = 60
UNCLAIMED = "SELECT count(*) FROM outreach_delivery WHERE campaign_id = %s AND state = 'ready' AND claimed_on IS NULL"
LAST = """
SELECT i.id, p.email_normalized FROM outreach_invitation i JOIN res_partner p ON p.id = i.partner_id
WHERE i.campaign_id = %s ORDER BY i.id DESC LIMIT 10
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with sending_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@dataclass
class Sending:
    """A campaign in the middle of being sent."""

    campaign: int
    worker: int
    sessions_before: int


@pytest.fixture
def sending(office):
    campaign = office.invite(MAILS)
    office.sink.behave(most=TAKEN)
    taken, sessions = len(office.sink.mails()), office.sink.session_count()
    worker = office.worker.start_sending()
    wait_until(lambda: len(office.sink.mails()) == taken + TAKEN)
    yield Sending(campaign, worker, sessions)
    office.sink.behave()
    office.worker.call("outreach.campaign", "action_close", ids=[campaign])


def test_two_workers_share_a_campaign(office):
    campaign = office.invite(1_000)
    office.sink.behave(most=TAKEN)
    before = len(office.sink.mails())
    workers = [office.worker.start_sending() for _number in range(2)]
    wait_until(lambda: office.query(UNCLAIMED, campaign) == [(0,)])
    office.sink.behave()
    answers = [office.worker.wait(worker) for worker in workers]
    assert not [answer["error"] for answer in answers if "error" in answer]
    assert len({mail["host"] for mail in office.sink.mails()[before:]}) == 2, "both had a part"
    assert office.compare(campaign) == []
    assert office.count(campaign) == {"sent": 1_000}


@pytest.mark.parametrize(("action", "state"), [("action_pause", "ready"), ("action_close", "skipped")])
def test_nothing_goes_out_after_a_campaign_was_stopped_but_what_was_on_the_wire(office, sending, action, state):
    office.worker.call("outreach.campaign", action, ids=[sending.campaign])
    taken = len(office.sink.mails())
    office.sink.behave()
    office.worker.wait(sending.worker)
    assert len(office.sink.mails()) - taken <= office.sink.session_count() - sending.sessions_before
    assert office.compare(sending.campaign) == []
    assert office.count(sending.campaign)[state] > MAILS / 4, "it was in the middle"
    assert not office.query("SELECT FROM outreach_delivery WHERE claimed_on IS NOT NULL")


def test_who_answers_or_objects_while_mails_go_out_gets_none(office, sending):
    last = office.query(LAST, sending.campaign)
    (declined, _address), *objecting = last
    office.worker.call("outreach.invitation", "_answer", "declined", "phone", ids=[declined])
    office.worker.call("outreach.invitation", "action_opt_out", ids=[invitation for invitation, _address in objecting])
    office.sink.behave()
    office.worker.wait(sending.worker)
    assert office.compare(sending.campaign) == []
    assert office.count(sending.campaign) == {"sent": MAILS - len(last), "skipped": len(last)}
    states = office.states(sending.campaign)
    assert {states[address] for _invitation, address in last} == {"skipped"}
