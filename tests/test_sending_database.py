"""PostgreSQL restarts in the middle of sending: no mail is lost, none goes out twice (invariant I7)."""

import pytest
from conftest import wait_until
from private_cluster import private_cluster
from sending_office import sending_office

MAILS = 300


@pytest.fixture(scope="module")
def cluster():
    with private_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def office(cluster, tmp_path_factory):
    with sending_office(tmp_path_factory.mktemp("office"), cluster=cluster) as office:
        yield office


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_database_restarts_while_mails_go_out(cluster, office, how):
    campaign = office.invite(MAILS)
    office.sink.behave(latency=0.05)
    taken = len(office.sink.mails())
    worker = office.worker.start_sending()
    wait_until(lambda: len(office.sink.mails()) > taken + 50, 60, pause=0.005)
    cluster.control("-m", how, "restart")
    office.worker.wait(worker)
    office.connect()
    # One whose beginning was the last thing the database did, and could not confirm, was never handed over.
    begun = set(office.compare(campaign))
    assert not begun & set(office.sink.recipients()), "what the server said is written down as soon as the database is back"
    assert office.count(campaign)["ready"]
    assert not office.query("SELECT FROM outreach_delivery WHERE claimed_on IS NOT NULL"), "the rest waits for the next worker"
    office.sink.behave()
    office.decide(campaign)
    office.worker.send()
    assert office.compare(campaign) == []
    assert office.count(campaign) == {"sent": MAILS}
