"""What the repository promises outside its code: container form, licence, documents."""

import ast
import importlib.util
import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
GENERATED = {".git", ".local", ".venv"}
PINNED = re.compile(r"^\s*([\w.-]+)==([\w.]+)", re.MULTILINE)


def documents():
    folders = [path for path in ROOT.iterdir() if path.is_dir() and path.name not in GENERATED]
    return sorted([*ROOT.glob("*.md"), *(path for folder in folders for path in folder.rglob("*.md"))])


def pins(*names):
    text = "\n".join((ROOT / "config" / name).read_text() for name in names)
    return {name.lower(): version for name, version in PINNED.findall(text)}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def dockerfile():
    text = (ROOT / "Dockerfile").read_text()
    return re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))


def test_compose_file_follows_the_compose_specification(compose):
    # The schema of check-jsonschema, whose command needs a newer click than fixit allows.
    package = Path(importlib.util.find_spec("check_jsonschema").origin).parent
    schema = json.loads((package / "builtin_schemas/vendor/compose-spec.json").read_text())
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(compose)] == []


def test_compose_waits_only_for_services_that_can_become_ready(compose):
    services = compose["services"]
    for name, service in services.items():
        for other, wait in service.get("depends_on", {}).items():
            assert other in services, f"{name} waits for {other}, which does not exist"
            if wait["condition"] == "service_healthy":
                assert "test" in services[other].get("healthcheck", {}), f"{name} waits for {other}, which has no health check"


def test_compose_publishes_ports_to_this_machine_only(compose):
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_compose_builds_stages_that_exist(compose, dockerfile):
    stages = set(re.findall(r"^FROM \S+ AS (\S+)", dockerfile, re.MULTILINE))
    assert {service["build"]["target"] for service in compose["services"].values() if "build" in service} == stages


def test_dockerfile_pins_what_the_development_form_pins(dockerfile):
    wanted = dict(re.findall(r"(?<=\s)([\w.-]+)==([\w.]+)", dockerfile))
    known = pins("requirements.txt", "requirements-dev.txt")
    assert wanted.keys() >= {"weasyprint", "aiosmtpd"}
    assert wanted == {name: known.get(name.lower()) for name in wanted}


def test_dockerfile_installs_libraries_that_setup_installs_too(dockerfile):
    wanted = set(re.search(r"apt-get install (.*?)&&", dockerfile).group(1).split()) - {"-y", "--no-install-recommends"}
    known = set(re.search(r"^packages=\((.*?)\)", (ROOT / "script/setup").read_text(), re.DOTALL | re.MULTILINE).group(1).split())
    assert "libpango-1.0-0" in wanted
    assert wanted <= known


def test_dockerfile_copies_only_what_exists_and_the_context_contains(dockerfile):
    context = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    sources = set(re.findall(r"^COPY (\S+) ", dockerfile, re.MULTILINE))
    assert sources == context
    assert [source for source in sorted(sources) if not (ROOT / source).exists()] == []


def test_shared_configuration_leaves_paths_and_database_to_each_form():
    text = (ROOT / "config/odoo.conf").read_text()
    assert re.findall(r"^\s*(?:addons_path|data_dir|db_\w+|http_interface)\s*=", text, re.MULTILINE) == []


def test_readme_names_the_pinned_weasyprint():
    assert f"weasyprint=={pins('requirements.txt')['weasyprint']}" in (ROOT / "README.md").read_text()


def test_every_decision_is_numbered_and_listed():
    files = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    index = (ROOT / "docs/decisions/README.md").read_text()
    assert [name for name in files if name not in index] == []


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_files_lead_somewhere(document):
    text = re.sub(r"^```.*?^```", "", document.read_text(), flags=re.DOTALL | re.MULTILINE)
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    local = [target.partition("#")[0] for target in targets if not re.match(r"[a-z]+:|#", target)]
    assert [target for target in local if not (document.parent / target).exists()] == []


def test_licence_is_the_whole_agpl():
    text = (ROOT / "LICENSE").read_text()
    assert text.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE\n                       Version 3, 19 November 2007")
    assert "13. Remote Network Interaction" in text
    assert text.rstrip().endswith("<https://www.gnu.org/licenses/>.")


def test_changelog_knows_the_version_of_the_addon():
    manifest = ast.literal_eval((ROOT / "addons/circular_outreach/__manifest__.py").read_text())
    assert manifest["license"] == "AGPL-3"
    assert manifest["version"] in (ROOT / "CHANGELOG.md").read_text()
