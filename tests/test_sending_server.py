"""Mail servers that refuse, hang, hang up and come back: what the list of mails says is what the server has (invariant I7)."""

import pytest
from sending_office import sending_office

# More than there are sessions, and than there are faults at a time.
MAILS = 40
STAGES = ("MAIL", "RCPT", "DATA", "end")
UNKNOWN, POSTPONED, REFUSED, SENT = "unknown", "ready", "failed", "sent"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with sending_office(tmp_path_factory.mktemp("office"), smtp_timeout=2) as office:
        yield office


def send_with(office, *faults, **orders):
    """Send a campaign to a server with faults, compare what both say, and return the campaign."""
    campaign = office.invite(MAILS)
    office.sink.behave(*faults, **orders)
    office.worker.send()
    office.compare(campaign)
    return campaign


def send_the_rest(office, campaign):
    """Send again to a server without faults; everybody has one mail in the end, except who was refused."""
    office.let_time_pass()
    office.sink.behave()
    office.worker.send()
    office.decide(campaign)
    office.worker.send()
    assert office.compare(campaign) == []
    return office.count(campaign)


def test_server_says_no(office):
    codes = {"421 4.3.2": POSTPONED, "450 4.2.1": POSTPONED, "451 4.3.0": POSTPONED, "550 5.1.1": REFUSED, "552 5.2.2": REFUSED}
    replies = [(stage, f"{code} at {stage}", state) for stage in STAGES for code, state in codes.items()]
    # That is about the sender, see below.
    replies = [reply for reply in replies if reply[0] != "MAIL" or reply[2] == POSTPONED]
    campaign = send_with(office, *((stage, 1, reply) for stage, reply, _state in replies))
    assert sorted(office.troubles(campaign)) == sorted((state, reply) for _stage, reply, state in replies)
    assert send_the_rest(office, campaign) == {SENT: MAILS - 6, REFUSED: 6}


def test_server_that_refuses_the_sender_is_left_alone_until_somebody_resumes(office):
    campaign = send_with(office, ("MAIL", 3, "550 5.7.1 who are you"))
    assert office.count(campaign)[POSTPONED] > MAILS / 2
    office.let_time_pass()
    office.worker.send()
    assert office.count(campaign)[POSTPONED] > MAILS / 2, "the campaign is paused"
    office.worker.call("outreach.campaign", "action_resume", ids=[campaign])
    assert send_the_rest(office, campaign) == {SENT: MAILS}


def test_server_says_nothing_any_more(office):
    campaign = send_with(office, *((stage, 1, "hang") for stage in STAGES))
    assert office.count(campaign) == {SENT: MAILS - 4, POSTPONED: 3, UNKNOWN: 1}
    assert {reason for _state, reason in office.troubles(campaign)} == {"Connection unexpectedly closed: timed out"}
    assert send_the_rest(office, campaign) == {SENT: MAILS}


def test_server_hangs_up(office):
    campaign = send_with(office, *((stage, 1, "drop") for stage in (*STAGES, "content")))
    assert office.count(campaign) == {SENT: MAILS - 5, POSTPONED: 3, UNKNOWN: 2}
    assert send_the_rest(office, campaign) == {SENT: MAILS}


def test_server_hangs_up_after_it_has_taken_a_mail_and_before_it_says_so(office):
    campaign = send_with(office, ("end", 1, "keep and drop"))
    assert office.count(campaign) == {SENT: MAILS - 1, UNKNOWN: 1}
    assert send_the_rest(office, campaign) == {SENT: MAILS}


def test_server_hangs_up_after_it_has_said_yes(office):
    campaign = send_with(office, ("end", 1, "keep, reply and drop"))
    assert UNKNOWN not in office.count(campaign)
    assert send_the_rest(office, campaign) == {SENT: MAILS}


def test_server_talks_nonsense(office):
    campaign = send_with(office, *((stage, 1, reply) for stage in STAGES for reply in ("hello", "199 well", "999 well")))
    assert office.count(campaign) == {SENT: MAILS - 12, POSTPONED: 9, UNKNOWN: 3}
    assert send_the_rest(office, campaign) == {SENT: MAILS}


@pytest.mark.parametrize("deed", ["hang", "drop", "421 4.3.2 not now", "554 5.3.2 go away"])
def test_server_takes_no_session_at_first(office, deed):
    campaign = send_with(office, ("connect", 0, deed))
    assert office.count(campaign) == {POSTPONED: MAILS}
    assert {reason.partition(":")[0] for _state, reason in office.troubles(campaign)} == {"No mail server answers"}
    assert send_the_rest(office, campaign) == {SENT: MAILS}


@pytest.mark.parametrize("deed", ["hang", "drop", "421 4.3.2 not now", "554 5.3.2 go away"])
def test_server_takes_one_session_and_no_second(office, deed):
    campaign = send_with(office, ("connect", 1, deed))
    assert office.count(campaign) == {SENT: MAILS}


def test_server_that_limits_sessions_gets_everything_over_those_it_allows(office):
    before = office.sink.session_count()
    campaign = send_with(office, sessions=3)
    assert office.count(campaign) == {SENT: MAILS}
    assert office.sink.session_count() - before == 3


def test_server_that_is_down_gets_everything_when_it_comes_back(office):
    campaign = office.invite(MAILS)
    office.sink.stop()
    office.worker.send()
    assert office.count(campaign) == {POSTPONED: MAILS}
    office.sink.start()
    assert send_the_rest(office, campaign) == {SENT: MAILS}
