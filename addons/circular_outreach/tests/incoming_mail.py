import json
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "incoming"
# What the mails of the collection say of the mail they answer; a test puts a real one in their place.
MESSAGE_ID = "<outreach-4711-0123456789abcdef01234567@county.example>"
ADDRESS = "erika.muster@firm.example"
RETURN_PATH = "bounce+outreach-4711-00000000000000000000@county.example"


def read_truth():
    """Return what each mail of the collection means, by its name."""
    return json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))


def read_bytes(name):
    return (FOLDER / f"{name}.eml").read_bytes()


def parse(content):
    """Return the mail as Odoo's gateway gets it."""
    return message_from_bytes(content, policy=SMTP)
