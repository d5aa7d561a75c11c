"""What every message of SDMX-ML 3.1 or 3.0 has: its namespaces and its header."""

from collections.abc import Mapping
from datetime import datetime

from lxml import etree

from fumao.statistics.sdmx.codes import NAME_ID

_BASE = "http://www.sdmx.org/resources/sdmxml/schemas/v"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Names:
    """The namespaces of one version of the standard; 3.1 and 3.0 differ here in nothing else."""

    def __init__(self, version: str) -> None:
        self.version = version
        major, minor, _ = version.split(".")
        base = f"{_BASE}{major}_{minor}"
        self.map = {
            "mes": f"{base}/message",
            "str": f"{base}/structure",
            "com": f"{base}/common",
            "ss": f"{base}/data/structurespecific",
            "xsi": _XSI,
        }

    def tag(self, name: str) -> str:
        """Return a prefixed name such as mes:Header as the library writes it."""
        prefix, _, local = name.partition(":")
        return f"{{{self.map[prefix]}}}{local}"

    def allows_parent(self, code: str) -> bool:
        """Tell whether a code may be named as a parent: in 3.0 only where it begins with a letter.

        3.1 mended this; the older edition shows lists such as areas without their tree.
        """
        return self.version != "3.0.0" or NAME_ID.fullmatch(code) is not None

    def add(
        self,
        parent: etree._Element,
        name: str,
        text: str | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> etree._Element:
        """Add an element; names without a prefix have no namespace."""
        tag = self.tag(name) if ":" in name else name
        element = etree.SubElement(parent, tag, dict(attributes or {}))
        element.text = text
        return element

    def add_name(self, parent: etree._Element, language: str, text: str) -> None:
        """Add a name in one language."""
        self.add(parent, "com:Name", text, {_LANG: language})

    def header(self, root: etree._Element, agency: str, prepared: datetime) -> etree._Element:
        """Add the header of a message and return it."""
        header = self.add(root, "mes:Header")
        self.add(header, "mes:ID", f"{agency}-{prepared:%Y%m%d%H%M%S}")
        self.add(header, "mes:Test", "false")
        self.add(header, "mes:Prepared", prepared.isoformat(timespec="seconds"))
        self.add(header, "mes:Sender", None, {"id": agency})
        return header


def written(root: etree._Element) -> bytes:
    """Return a message as it is sent."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
