"""Fill a database that others are copied from (see templates.sh).

Usage: fill_database.py DATABASE base|plain|demo DEPENDS ADDON ADDON_KEY
"""

import logging
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules import Manifest
from odoo.modules.registry import Registry
from odoo.service.db import _create_empty_database
from odoo.tools import config
from odoo.tools.convert import convert_file

# Odoo installs these by itself. The first three send contacts' addresses to a service of its maker, the last one chats.
LEFT_OUT = ("partner_autocomplete", "crm_iap_enrich", "crm_iap_mine", "mail_bot")
# Odoo's own jobs that would call services outside this machine.
CALLING_HOME = ("mail.ir_cron_module_update_notification",)


def seed_base(env):
    """Make it the database of a German office."""
    germany = env.ref("base.de")
    euro = env.ref("base.EUR")
    euro.active = True
    env.company.write({"country_id": germany.id, "currency_id": euro.id})
    env.ref("base.user_admin").partner_id.write({"lang": "de_DE", "tz": "Europe/Berlin", "country_id": germany.id})
    for xml_id in CALLING_HOME:
        job = env.ref(xml_id, raise_if_not_found=False)
        if job:
            job.active = False


def load_demo(env, addon):
    """Load the demo data of this addon alone: Odoo's own is foreign and would hide it."""
    references = {}
    for file in Manifest.for_addon(addon).get("demo", []):
        convert_file(env, addon, file, references, mode="init", noupdate=True)
    env["ir.module.module"].search([("name", "=", addon)]).demo = True


def example_answer_page(env):
    """Return the path of the page one invited person answers on, or nothing."""
    if "outreach.invitation" not in env:
        return ""
    Invitation = env["outreach.invitation"]
    invitation = Invitation.search([("campaign_id.state", "=", "running")], limit=1) or Invitation.search([], limit=1)
    if not invitation or not hasattr(Invitation, "_get_answer_url"):
        return ""
    return "/" + invitation._get_answer_url().split("://", 1)[-1].split("/", 1)[-1]


def check_installed(env, modules):
    """Odoo only logs a warning about a module it does not know."""
    installed = env["ir.module.module"].search([("name", "in", modules), ("state", "=", "installed")]).mapped("name")
    if unknown := sorted(set(modules) - set(installed)):
        sys.exit(f"Odoo does not know the modules the addon depends on: {', '.join(unknown)}")


def fill(env, kind, depends, addon, addon_key):
    parameters = env["ir.config_parameter"]
    if kind == "base":
        check_installed(env, depends)
        env["ir.module.module"].search([("name", "in", LEFT_OUT), ("state", "=", "installed")]).button_immediate_uninstall()
        env = api.Environment(env.cr, SUPERUSER_ID, {})
        seed_base(env)
    if kind == "plain":
        parameters.set_param("checkout.addon_key", addon_key)
    if kind == "demo":
        load_demo(env, addon)
        env.flush_all()
        parameters.set_param("checkout.answer_page", example_answer_page(env))
    else:
        env["ir.qweb"]._pregenerate_assets_bundles()


def main(database, kind, depends, addon, addon_key):
    options = ["-d", database, "--no-http", "--log-level=warn"]
    config.parse_config([*options, "--load-language=de_DE"] if kind == "base" else options, setup_logging=True)
    logging.getLogger("odoo.modules.loading").setLevel(logging.INFO)
    depends = depends.split(",")
    install = {"base": depends, "plain": [addon], "demo": []}[kind]
    if kind == "base":
        _create_empty_database(database)
    registry = Registry.new(database, update_module=bool(install), install_modules=install)
    with registry.cursor() as cr:
        fill(api.Environment(cr, SUPERUSER_ID, {}), kind, depends, addon, addon_key)


if __name__ == "__main__":
    main(*sys.argv[1:])
