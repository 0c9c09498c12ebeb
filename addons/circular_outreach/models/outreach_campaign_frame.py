import base64

from odoo import models

from ..tools.mail_picture import shrink
from ..tools.mail_wire import write_address, write_picture

# What a logo takes on the page at most, in CSS pixels.
LOGO_SIZE = (220, 72)
FUNDER_SIZE = (160, 64)


class OutreachCampaign(models.Model):
    """What stands around the text of every mail of a campaign: the list it belongs to, the office's logo, the funder's logos."""

    _inherit = "outreach.campaign"

    def _get_list_id(self, domain):
        """Name the list that one click leaves, the same for every campaign of this kind (RFC 2919, decision 19)."""
        kind = self.env._("Invitations to workshops") if self.purpose == "workshop" else self.env._("Calls to take on a role")
        return write_address(f"{self.company_id.name}: {kind}", f"{self.purpose}.outreach.{domain}")

    def _prepare_pictures(self, domain):
        """Return the pictures of the frame with the words that stand for them; a format no mail program shows is left out."""
        company = self.company_id.with_context(bin_size=False)
        funding = self.event_id.outreach_funding_id.with_context(bin_size=False)
        logo = [] if company.uses_default_logo else [(self.env._("Logo: %s", company.name), company.logo)]
        return {
            "logos": self._attach(logo, LOGO_SIZE, f"logo{company.id}", domain),
            "funder_logos": self._attach(
                [(one.name, one.image) for one in funding.logo_ids], FUNDER_SIZE, f"funder{funding.id}", domain
            ),
        }

    @staticmethod
    def _attach(images, size, name, domain):
        attached = []
        for number, (words, image) in enumerate(images):
            picture = shrink(base64.b64decode(image or b""), *size)
            if picture:
                content_id = f"{name}-{number}@{domain}"
                part = write_picture(content_id, picture.kind, picture.content)
                attached.append({"words": words, "url": f"cid:{content_id}", "picture": picture, "part": part})
        return attached
