from functools import cache

from lxml import etree

from odoo import api, models
from odoo.tools import file_open
from odoo.tools.convert import xml_import
from odoo.tools.translate import PoFileReader, get_po_paths

ADDON = "circular_outreach"
DRAFTS = ("data/outreach_processing_activity_data.xml", "data/outreach_legal_text_data.xml")


class ResCompany(models.Model):
    """An office begins with the shipped drafts of what the law wants it to write: legal texts, and its record of processing activities."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._make_outreach_drafts()
        return companies

    def _make_outreach_drafts(self):
        """Give each office the drafts it has not had yet, as they are shipped: what another office has made of its own stays there."""
        # sudo: whoever sets up an office need not be its privacy officer. Without language: the sources are English.
        drafts = self.env(su=True, context={"lang": None})
        for company in self:
            names = {}
            for path in DRAFTS:
                names |= company._load_outreach_drafts(drafts, path)
            company._translate_outreach_drafts(drafts, names)

    def _load_outreach_drafts(self, env, path):
        """Make the records of a data file for this office. Return {shipped name: its name here} of those that were not there yet."""
        with file_open(f"{ADDON}/{path}", "rb") as file:
            root = etree.parse(file).getroot()
        names = {}
        for record in root.findall("record"):
            shipped = record.get("id")
            name = f"{shipped}_office_{self.id}"
            if env.ref(f"{ADDON}.{name}", raise_if_not_found=False):
                root.remove(record)
                continue
            names[shipped] = name
            record.set("id", name)
            office = record.find("field[@name='company_id']")
            del office.attrib["ref"]
            office.set("eval", str(self.id))
        xml_import(env, ADDON, {}, "init").parse(root)
        return names

    def _translate_outreach_drafts(self, env, names):
        for lang, _name in env["res.lang"].get_installed():
            for (shipped, field), text in read_translations(lang).items():
                if shipped in names:
                    env.ref(f"{ADDON}.{names[shipped]}").update_field_translations(field, {lang: text})


@cache
def read_translations(lang):
    """Return {(shipped name, field): text} of the activities, in the translation that comes with the addon."""
    texts = {}
    for path in get_po_paths(ADDON, lang):
        with file_open(path, "rb") as file:
            for row in PoFileReader(file):
                if row["type"] == "model" and row["imd_model"] == "outreach.processing.activity" and row["value"]:
                    texts[row["imd_name"], row["name"].partition(",")[2]] = row["value"]
    return texts
