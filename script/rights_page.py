"""Write who may do what as a page of tables, asked of Odoo with a user of each kind (see script/rights).

Usage: rights_page.py DATABASE ADDON PAGE [--check]
"""

import sys
from pathlib import Path

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

PERSONAS = {
    "Lesen": "circular_outreach.group_reader",
    "Bearb.": "circular_outreach.group_user",
    "Vers.": "circular_outreach.group_sender",
    "Freig.": "circular_outreach.group_releaser",
    "Empf.": "circular_outreach.group_desk",
    "Bedarfe": "circular_outreach.group_organiser",
    "Extern": "circular_outreach.group_external",
    "Datens.": "circular_outreach.group_privacy",
    "Verw.": "circular_outreach.group_manager",
}
LETTERS = {"read": "l", "create": "n", "write": "ä", "unlink": "x"}
# Models of Odoo that this addon gives its groups access to.
OF_ODOO = ("res.partner", "res.city", "event.event", "event.registration", "crm.lead")
# The names of rules are not translated by Odoo.
RULES = {
    "multi-company": "eigener Mandant",
    "multi-company, by contact and workshop": "eigener Mandant (nach Kontakt und Workshop)",
    "one's own": "eigene",
    "a desk helper sees those of these days": "Empfang: Workshops dieser Tage",
    "a contractor sees what is shown to them": "Extern: was ihnen gezeigt wird",
    "a contractor sees their own, until its time is over": "Extern: eigene, bis zum Ablauf",
    "what was issued stays, its files included": "ausgestellte Berichte bleiben, wie sie sind",
    "res.partner company": "eigener Mandant",
    "read access on my commercial partner": "",
    "Personal Leads": "eigene, je nach Recht im CRM",
    "CRM Lead Multi-Company": "eigener Mandant",
}
HEAD = """# Wer was darf

Diese Seite schreibt `script/rights` aus dem Programm heraus; ein Test hält sie auf dem Stand. Jede Spalte ist ein Benutzer, der nur dieses
eine Recht hat.

"""
MODELS = """
## Datensätze

l = lesen, n = neu anlegen, ä = ändern, x = löschen. „Beschränkt auf“ nennt die Regeln, die von diesen Datensätzen nur einige zeigen.
Die Protokolle der Antworten und der Anwesenheit ändert niemand, auch nicht die Verwaltung.

"""
BUTTONS = """
## Knöpfe

Wer einen Knopf nicht drücken darf, sieht ihn nicht, und das Programm weist den Aufruf auch auf jedem anderen Weg zurück.
● = darf ihn drücken. Welche Knöpfe es gerade gibt, hängt außerdem vom Stand des Datensatzes ab.

"""


def make_users(env):
    return {
        title: env["res.users"].create({"name": title, "login": group, "group_ids": [(6, 0, env.ref(group).ids)]})
        for title, group in PERSONAS.items()
    }


def table(*rows):
    """Return the rows as Markdown with aligned columns, as the formatter writes it."""
    widths = [max(3, *map(len, column)) for column in zip(*rows, strict=True)]
    head, *body = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "".join(f"| {line} |\n" for line in (head, " | ".join("-" * width for width in widths), *body))


def own_models(env, addon):
    """Return the models of the addon that hold records, in the order of their names."""
    models = env["ir.model"].search([("model", "=like", "outreach.%")], order="model")
    return [model for model in models if addon in model.modules.split(", ") and not env[model.model]._abstract]


def describe_groups(env, users):
    for title in users:
        group = env.ref(PERSONAS[title])
        yield [title, group.full_name.replace("/", "·"), (group.comment or "").strip()]


def describe_rules(env, model):
    """Return the names of the rules of a model, without the name of the model itself."""
    rules = env["ir.rule"].search([("model_id.model", "=", model)], order="id")
    names = [rule.name.split(": ")[-1] for rule in rules if rule.domain_force.replace(" ", "") != "[(1,'=',1)]"]
    return "; ".join(filter(None, dict.fromkeys(RULES.get(name, name) for name in names)))


def describe_models(env, users, models):
    for model in models:
        letters = [
            "".join(letter for operation, letter in LETTERS.items() if env[model].with_user(user).has_access(operation))
            for user in users.values()
        ]
        name = env["ir.model"]._get(model).name
        yield [f"{name} `{model}`", *(found or "–" for found in letters), describe_rules(env, model)]


def walk(env, node, model):
    """Yield every button below a node with the model it belongs to: that of the list it stands in."""
    for child in node:
        if child.tag == "button" and child.get("type") == "object":
            yield model, child
        inner = model
        field = child.tag == "field" and env[model]._fields.get(child.get("name"))
        if field and field.comodel_name and any(part.tag in ("list", "form", "kanban") for part in child):
            inner = field.comodel_name
        yield from walk(env, child, inner)


def find_buttons(env, addon):
    """Return {(model, method): label} of the buttons in the views of the addon, and the groups their views ask for."""
    found, asked = {}, {}
    ids = env["ir.model.data"].search([("module", "=", addon), ("model", "=", "ir.ui.view")]).mapped("res_id")
    for view in env["ir.ui.view"].browse(ids).filtered("model").sorted("xml_id"):
        for model, button in walk(env, etree.fromstring(view.arch), view.model):
            inside = button.find("field")
            label = (
                button.get("string") or button.get("title") or (inside.get("string") if inside is not None else "") or button.text
            )
            key = (model, button.get("name"))
            found[key] = (label or found.get(key) or "").strip()
            asked.setdefault(key, set()).add(button.get("groups") or "")
    return found, asked


def describe_buttons(env, addon, users):
    found, asked = find_buttons(env, addon)
    for model, method in sorted(found):
        marked = getattr(getattr(env[model], method), "outreach_groups", "")
        pressed = []
        for user in users.values():
            shown = any(not groups or user.has_groups(groups) for groups in asked[model, method])
            may = shown and env[model].with_user(user).has_access("read") and (not marked or user.has_groups(marked))
            pressed.append("●" if may else "")
        yield [f"{found[model, method]} `{model}.{method}`".strip(), *pressed]


def make_page(env, addon):
    users = make_users(env)
    models = [model.model for model in own_models(env, addon)]
    return "".join(
        [
            HEAD,
            table(["Spalte", "Recht", "wofür"], *describe_groups(env, users)),
            MODELS,
            table(["Datensatz", *users, "beschränkt auf"], *describe_models(env, users, [*models, *OF_ODOO])),
            BUTTONS,
            table(["Knopf", *users], *describe_buttons(env, addon, users)),
        ]
    )


def main(database, addon, page, option=""):
    config.parse_config(["-d", database, "--no-http", "--log-level=warn"], setup_logging=True)
    page = Path(page)
    with Registry(database).cursor() as cr:
        text = make_page(api.Environment(cr, SUPERUSER_ID, {"lang": "de_DE"}), addon)
        cr.rollback()
    if option == "--check" and (not page.exists() or page.read_text(encoding="utf-8") != text):
        sys.exit(
            "docs/rechte.md is out of date: somebody may do more or less than it says. Run script/rights and look at the difference."
        )
    if option != "--check":
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
