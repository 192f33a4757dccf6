"""XMP metadata: what a document says of itself, where machines look for it."""

from xml.sax.saxutils import escape

from foundation.print.described import Described
from foundation.print.fonts import Prepared, prepared_stream

PRODUCER = "Svitlytsia"

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li>
<rdf:li xml:lang="{language}">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{issuer}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{description}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:identifier>{number}</dc:identifier>
<dc:source>{verify_url}</dc:source>
<dc:subject><rdf:Bag>{subjects}</rdf:Bag></dc:subject>
<xmp:CreateDate>{created}</xmp:CreateDate>
<xmp:ModifyDate>{created}</xmp:ModifyDate>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def xmp_packet(document: Described) -> Prepared:
    """The XMP packet as a PDF stream, readable without unpacking, as the XMP specification recommends."""
    values = {
        "title": document.title,
        "language": document.language,
        "issuer": document.issuer,
        "description": document.description,
        "number": document.number,
        "verify_url": document.verify_url,
        "created": document.created.isoformat(),
        "producer": PRODUCER,
    }
    packet = _XMP.format(
        subjects="".join(f"<rdf:li>{escape(subject)}</rdf:li>" for subject in document.subjects),
        **{key: escape(value) for key, value in values.items()},
    )
    return prepared_stream(packet.encode("utf-8"), "/Type /Metadata /Subtype /XML", compress=False)
