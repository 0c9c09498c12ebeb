"""The address block of a letter after DIN 5008: at most six lines, none of them empty, the country in capitals only abroad."""

# Letters of the printed size that fit into a line of the window.
LINE_LENGTH = 42
LINES = 6


def address_lines(
    organisation: str, department: str, person: str, streets: list[str], postcode: str, city: str, country: str = ""
) -> list[str]:
    """Return the lines from the organisation down to the place; whatever is empty or said twice is left out.

    The organisation comes before the person: the letter may be opened by the office.
    """
    names = list(dict.fromkeys(_clean(part) for part in (organisation, department, person)))
    lines = [*names, *map(_clean, streets), f"{_clean(postcode)} {_clean(city)}".strip(), _clean(country).upper()]
    return [line for line in lines if line]


def is_long(lines: list[str]) -> bool:
    """Whether the block needs more than the six lines, because it has more or because some of them break."""
    return sum(-(-len(line) // LINE_LENGTH) for line in lines) > LINES


def _clean(text: str) -> str:
    return " ".join((text or "").split())
