"""Workers that are killed, and several at once: no mail is lost, none goes out twice (invariant I7)."""

import os
import random
import time
from uuid import uuid4

import pytest
from conftest import wait_until
from sending_office import sending_office

MAILS, KILLS = 1_000, 20
# The name of the test shows the seed; OUTREACH_TEST_SEED repeats it. All workers of a run have to agree on it.
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
SEED = int(os.environ.get("OUTREACH_TEST_SEED") or int(RUN, 16) % 10**6)


@pytest.fixture
def office(tmp_path):
    with sending_office(tmp_path) as office:
        yield office


def kill_while_sending(office, dice):
    """Start a worker and kill it after some mails and a moment, or before the first one; return how many sessions it had opened."""
    taken, sessions = len(office.sink.mails()), office.sink.session_count()
    wanted = dice.choice((0, 1, 1, 1)) * dice.randrange(1, 40)
    # However slow this machine is, the worker never gets to its end.
    office.sink.behave(latency=0.05, most=wanted + dice.randrange(10))
    pid = office.worker.start_sending()
    wait_until(lambda: len(office.sink.mails()) >= taken + wanted, 60, pause=0.003)
    time.sleep(dice.uniform(0, 0.03 if wanted else 0.8))
    office.worker.kill(pid)
    office.wait_until_dead_sessions_end()
    return office.sink.session_count() - sessions


@pytest.mark.parametrize("seed", [SEED])
def test_worker_killed_twenty_times_loses_no_mail_and_sends_none_twice(office, seed):
    dice = random.Random(seed)  # noqa: S311  it chooses moments
    campaign = office.invite(MAILS)
    unknown = []
    for _kill in range(KILLS):
        sessions = kill_while_sending(office, dice)
        before, unknown = unknown, office.compare(campaign)
        assert len(unknown) - len(before) <= sessions
        office.let_time_pass()
    assert unknown, "some were on the wire"
    office.sink.behave()
    office.worker.send()
    assert office.compare(campaign) == unknown, "they wait for a person"
    assert office.count(campaign) == {"sent": MAILS - len(unknown), "unknown": len(unknown)}
    office.decide(campaign)
    office.worker.send()
    assert office.compare(campaign) == []
    assert office.count(campaign) == {"sent": MAILS}
