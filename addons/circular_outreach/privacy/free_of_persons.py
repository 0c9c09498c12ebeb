"""Models, and fields of models, that hold texts or contacts and nobody's personal data, each with the reason.

A new model of the addon belongs here or gets a kind of its own (outreach_privacy_kind.py); tests/test_privacy_kinds.py says which are missing.
"""

VOCABULARY = "words of the office: no persons"
OFFICE = "about the office and its workshops; somebody named in such a text is found by the sweep"
MEMBERS = "members of the office in their work; not erased with a contact"
SHORT_LIVED = "an entry of some minutes; deleted or swept by outreach.privacy.wizard"
FIGURES = "figures with small cells kept back"

FREE_MODELS = {
    "outreach.campaign": OFFICE,
    "outreach.campaign.copy": SHORT_LIVED,
    "outreach.campaign.step": OFFICE,
    "outreach.code.attempt": "keyed hashes, deleted after a day",
    "outreach.consent.text": VOCABULARY,
    "outreach.contact.import.column": "goes with its list, see outreach.privacy.import",
    "outreach.contact.import.line": "goes with its list, see outreach.privacy.import",
    "outreach.decline.reason": VOCABULARY,
    "outreach.deliverability": SHORT_LIVED,
    "outreach.desk.device": "names of devices of the office",
    "outreach.erasure.log": "numbers only",
    "outreach.funding": OFFICE,
    "outreach.funding.logo": OFFICE,
    "outreach.funding.report": FIGURES,
    "outreach.legal.text": OFFICE,
    "outreach.legal.text.version": OFFICE,
    "outreach.letter.portion": "goes with its pile, see outreach.privacy.letter",
    "outreach.organisation.type": VOCABULARY,
    "outreach.processing.activity": OFFICE,
    "outreach.report": "a view over invitations and registrations",
    "outreach.retention.rule": OFFICE,
    "outreach.retention.run": "numbers of records and the office's reasons",
    "outreach.role.type": VOCABULARY,
    "outreach.sign.in.print": "a code",
    "outreach.signatory": MEMBERS,
    "outreach.target.group": VOCABULARY,
    "outreach.topic": VOCABULARY,
    **dict.fromkeys(
        (
            "base.partner.merge.automatic.wizard",
            "outreach.answer.entry",
            "outreach.attendance.correction",
            "outreach.audience.add",
            "outreach.colleague",
            "outreach.consent.entry",
            "outreach.opt.out.entry",
            "outreach.remedy",
            "outreach.role.assign",
            "outreach.seat.grant",
            "outreach.sheet.entry",
            "outreach.sheet.entry.guest",
            "outreach.sign.in.order",
            "outreach.walk.in",
        ),
        SHORT_LIVED,
    ),
    # Models of Odoo, of which only the addon's own fields count here.
    "event.event": OFFICE,
    "ir.actions.report": OFFICE,
    "res.city": VOCABULARY,
    "res.company": OFFICE,
}
