"""Joins tagged PDFs into one that is tagged, too. pypdf would join the pages and leave out what screen readers read."""

import io

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NumberObject, StreamObject, TextStringObject

# What the joined document has once.
SINGLE = ("/Pages", "/StructTreeRoot")


def merge(parts):
    """Return one PDF/UA document of several that `pdf_document.write_part` has made. Title, author and language are those of the first;
    parts have no bookmarks.

    Each part is read, copied and forgotten before the next: a thousand letters are a quarter of a million objects.

    :param parts: the PDFs as bytes, at least one
    """
    merged = _Merged()
    for part in parts:
        merged.append(PdfReader(io.BytesIO(part)))
    return merged.to_bytes()


class _Merged:
    def __init__(self):
        import pydyf  # comes with WeasyPrint

        class Copy(pydyf.Object):
            """An object of a part as the bytes it is written with."""

            data = b""
            compressible = True

        self.pydyf = pydyf
        self.make_copy = Copy
        self.pdf = pydyf.PDF()
        self.document = pydyf.Dictionary({"Type": "/StructElem", "S": "/Document", "K": pydyf.Array()})
        self.content = pydyf.Dictionary({"Nums": pydyf.Array()})
        self.tree = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        for single in (self.document, self.content, self.tree):
            self.pdf.add_object(single)
        self.document["P"] = self.tree.reference
        self.tree.update({"K": pydyf.Array([self.document.reference]), "ParentTree": self.content.reference})
        self.pdf.catalog["StructTreeRoot"] = self.tree.reference
        self.number_of_parts = 0
        self.number_of_keys = 0

    def append(self, reader):
        root = reader.trailer["/Root"]
        tree = root["/StructTreeRoot"]
        [document] = tree.raw_get("/K")
        single = {
            reader.trailer.raw_get("/Root").idnum,
            reader.trailer.raw_get("/Info").idnum,
            tree.raw_get("/ParentTree").idnum,
            *(root.raw_get(name).idnum for name in SINGLE if name in root),
        }
        self.number_of_parts += 1
        numbers = {root.raw_get("/Pages").idnum: self.pdf.pages.number, document.idnum: self.document.number}
        copies = {}
        for number in reader.xref[0]:
            if number and number not in single and number not in numbers:
                copies[number] = self.make_copy()
                self.pdf.add_object(copies[number])
                numbers[number] = copies[number].number
        self.references = {number: IndirectObject(new, 0, None) for number, new in numbers.items()}
        for number, copy in copies.items():
            self._fill(copy, reader.get_object(IndirectObject(number, 0, reader)))
        self._add_pages(root["/Pages"]["/Kids"])
        self.document["K"].extend(self._get_bytes(kid) for kid in list.__iter__(document.get_object()["/K"]))
        self._add_content(tree["/ParentTree"]["/Nums"])
        if self.number_of_parts == 1:
            self._take_over(reader)

    def _fill(self, copy, source):
        copy.compressible = not isinstance(source, StreamObject)
        if isinstance(source, DictionaryObject):
            for name in ("/StructParents", "/StructParent"):
                if name in source:
                    source[NameObject(name)] = NumberObject(source[name] + self.number_of_keys)
            if source.get("/Type") == "/StructElem":
                self._make_ids_unique(source)
        copy.data = self._get_bytes(source)

    def _make_ids_unique(self, element):
        """Headers of tables are referred to by a name, which has to be unique in the whole document."""
        if "/ID" in element:
            element[NameObject("/ID")] = self._get_unique(element["/ID"])
        attributes = element.get("/A", {})
        if "/Headers" in attributes:
            attributes[NameObject("/Headers")] = ArrayObject(map(self._get_unique, attributes["/Headers"]))

    def _get_unique(self, name):
        return TextStringObject(f"{self.number_of_parts}-{name}")

    def _get_bytes(self, source):
        buffer = io.BytesIO()
        self._renumber(source).write_to_stream(buffer)
        return buffer.getvalue()

    def _renumber(self, source):
        """Return the object with its references led to the copies."""
        if isinstance(source, IndirectObject):
            return self.references[source.idnum]
        if isinstance(source, DictionaryObject):
            for name in source:
                dict.__setitem__(source, name, self._renumber(source.raw_get(name)))
        elif isinstance(source, ArrayObject):
            source[:] = [self._renumber(item) for item in list.__iter__(source)]
        return source

    def _add_pages(self, pages):
        for page in list.__iter__(pages):
            self.pdf.pages["Kids"].extend([self.references[page.idnum].idnum, 0, "R"])
            self.pdf.pages["Count"] += 1

    def _add_content(self, numbers):
        """Go on counting where the part before ended."""
        items = list(list.__iter__(numbers))
        for key, value in zip(items[::2], items[1::2], strict=True):
            self.content["Nums"].extend([int(key) + self.number_of_keys, self._get_bytes(value)])
        self.number_of_keys += len(items) // 2

    def _take_over(self, reader):
        root = reader.trailer["/Root"]
        for name in ("/Lang", "/ViewerPreferences", "/MarkInfo", "/Metadata"):
            self.pdf.catalog[name[1:]] = self._get_bytes(root.raw_get(name))
        for name, value in reader.trailer["/Info"].items():
            self.pdf.info[name[1:]] = self._get_bytes(value)

    def to_bytes(self):
        output = io.BytesIO()
        self.pdf.write(output, version=b"1.7", identifier=True, compress=True)
        return output.getvalue()
