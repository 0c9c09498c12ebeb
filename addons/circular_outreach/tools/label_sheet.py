"""Where the labels of a sheet are, in millimetres from its upper left corner, and how large a name may be on them."""

from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth

MM = 72 / 25.4
# Liberation Sans, in which papers are set, is as wide as Helvetica.
BOLD, REGULAR = "Helvetica-Bold", "Helvetica"


@dataclass(frozen=True)
class LabelSheet:
    """A sheet of equal labels; `folded` ones have an empty upper half that is folded to the back."""

    name: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap_x: float = 0
    gap_y: float = 0
    folded: bool = False

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def place(self, number: int) -> tuple[float, float]:
        """Return left and top of a label; they are counted from 0, row by row."""
        row, column = divmod(number, self.columns)
        return self.left + column * (self.width + self.gap_x), self.top + row * (self.height + self.gap_y)


# All of them on A4, 210 by 297 mm.
SHEETS = {
    "l4785": LabelSheet("Avery Zweckform L4785 (80 × 50 mm)", 2, 5, 80, 50, 17.5, 13.5, 15, 5),
    "card": LabelSheet("90 × 54 mm", 2, 5, 90, 54, 15, 13.5),
    "a6": LabelSheet("A6", 2, 2, 105, 148, 0, 0.5, folded=True),
}


def fit(lines: list[str], width: float, largest: float, smallest: float) -> float:
    """Return the font size in points, to the half, at which bold lines stand within a width in millimetres; never below the smallest."""
    widest = max((stringWidth(line, BOLD, 1) for line in lines), default=0)
    size = largest if not widest else min(largest, width * MM / widest)
    return max(smallest, int(size * 2) / 2)


def fit_in_rows(text: str, rows: int, width: float, largest: float, smallest: float) -> float:
    """Return the font size in points at which a text takes so many rows, as far as the smallest size allows."""
    words = text.split()
    size = largest
    while size > smallest and _count_rows(words, width * MM / size) > rows:
        size -= 0.5
    return size


def _count_rows(words, width):
    rows, used = 1, 0.0
    space = stringWidth(" ", REGULAR, 1)
    for word in words:
        length = stringWidth(word, REGULAR, 1)
        if used and used + space + length > width:
            rows, used = rows + 1, length
        else:
            used += length + (space if used else 0)
    return rows
