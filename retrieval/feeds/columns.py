"""Which column holds what: the names that shops and exporters give to a product's fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from retrieval.feeds.numbers import CURRENCIES, sign_in

# Best name first. Compared without case, accents, spaces and punctuation: "Product ID" is "productid", and
# "Référence" is "reference". After the English names come those of German, French, Spanish, Italian and Dutch exports.
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": tuple(
            """id productid itemid sku handle asin uuid uniqid productcode itemnumber articlenumber skucode articleid
            articlecode itemcode productnumber stockcode partnumber articleno itemno productno partno
            artikelnummer artikelnr artikelid artnr artno produktnummer produktnr produktid bestellnummer
            idproduit referenceproduit codeproduit codearticle numeroarticle numeroarticulo
            idproducto codigoproducto codigoarticulo idprodotto codiceprodotto codicearticolo productnummer
            reference referencia ref codigo codice""".split()
        ),
        "title": tuple(
            """title name productname producttitle itemname itemtitle articlename
            titel produktname produkttitel artikelname produktbezeichnung artikelbezeichnung bezeichnung
            titre nomproduit nomduproduit libelle designation nom
            titulo nombreproducto nombredelproducto nombre titolo nomeprodotto nome productnaam naam""".split()
        ),
        "description": tuple(
            """description productdescription body bodyhtml longdescription fulldescription details
            aboutproduct summary shortdescription
            beschreibung produktbeschreibung artikelbeschreibung langbeschreibung kurzbeschreibung
            descriptionproduit descriptif descripcion descrizione beschrijving omschrijving""".split()
        ),
        "category": tuple(
            """category categories categorypath producttype productcategory googleproductcategory
            breadcrumbs maincategory type department
            kategorie kategorien produktkategorie warengruppe categorie categorieproduit rayon categoria""".split()
        ),
        "brand": tuple(
            "brand brandname vendor manufacturer maker marke hersteller marque fabricant marca fabricante merk".split()
        ),
        "price": tuple(
            """price currentprice sellingprice unitprice priceamount variantprice regularprice listprice
            preis verkaufspreis einzelpreis stuckpreis bruttopreis prix prixttc prixdevente prixunitaire
            precio precioventa preciounitario prezzo prijs verkoopprijs""".split()
        ),
        "sale price": tuple(
            """saleprice specialprice discountedprice discountprice offerprice
            angebotspreis aktionspreis sonderpreis prixpromo prixsolde preciooferta prezzoscontato""".split()
        ),
        "currency": tuple("currency currencycode pricecurrency wahrung devise moneda divisa valuta".split()),
        "attributes": tuple("attributes properties specs specifications facets".split()),
        "images": tuple(
            """images image imageurl imageurls imagelink imagelinks imagesrc mainimage pictures picture
            photos photo thumbnail additionalimagelink additionalimages gallery
            bild bilder bildurl produktbild urlimage imagen imagenes foto fotos immagine immagini afbeelding""".split()
        ),
        "url": tuple(
            """url link producturl productlink permalink canonicalurl pageurl href
            produkturl produktlink urlproduit lienproduit lien enlace""".split()
        ),
        "rating": tuple(
            """rating averagerating avgrating ratingvalue reviewrating stars
            bewertung valoracion valutazione beoordeling""".split()
        ),
        "reviews count": tuple(
            """reviewscount reviewcount ratingscount ratingcount numreviews numberofreviews totalreviews
            ratingstotal reviewstotal reviews anzahlbewertungen nombreavis nombredavis""".split()
        ),
        "stock": tuple(
            """stock stockquantity stocklevel inventory inventoryquantity quantity qty currentstock
            bestand lagerbestand quantite cantidad existencias giacenza voorraad""".split()
        ),
        "availability": tuple(
            """availability stockstatus availabilitystatus instock isinstock available isavailable
            verfugbarkeit lieferbarkeit disponibilite disponibilidad disponibilita disponibilidade beschikbaarheid
            dostepnosc""".split()
        ),
    }
)
_FIELD_OF = {name: (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names)}
_PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column name means.

    Attributes:
        field: A key of `NAMES`, or ``None`` for a name that means nothing to us.
        rank: 0 for the best of the field's names.
        currency: ISO 4217 code, or that of a sign, in the name itself, as in "Price (EUR)".
    """

    field: str | None
    rank: int = 0
    currency: str | None = None


@lru_cache(maxsize=4096)
def column(name: str) -> Column:
    """Returns what the column called `name` holds."""
    bare = (
        character for character in unicodedata.normalize("NFKD", name[:100]) if not unicodedata.combining(character)
    )
    plain = _PUNCTUATION.sub("", "".join(bare).casefold())
    known = _FIELD_OF.get(plain)
    if known is not None and known[0] in ("price", "sale price"):
        return Column(*known, currency=sign_in(name))
    if known is None and plain[-3:].upper() in CURRENCIES:
        priced = _FIELD_OF.get(plain[:-3])
        if priced is not None and priced[0] in ("price", "sale price"):
            return Column(*priced, currency=plain[-3:].upper())
    return Column(*known) if known else Column(None)


def spoken(field: str) -> str:
    """Returns the names that a column for `field` may have, for a message."""
    return ", ".join(NAMES[field][:5])


@dataclass(frozen=True, slots=True)
class Sorted:
    """A record's values by what they mean.

    Attributes:
        known: Field to its columns, the best name first, each with its value; none of the values is empty.
        other: Columns that mean nothing to us.
        currency: Written in the name of the price's column.
    """

    known: Mapping[str, tuple[tuple[str, object], ...]]
    other: Mapping[str, object]
    currency: str | None


def sort_columns(fields: Mapping[str, object]) -> Sorted:
    """Returns a record's values by what their columns mean, without the empty ones."""
    ranked: dict[str, list[tuple[int, str, object]]] = {}
    other: dict[str, object] = {}
    currency = None
    for name, value in fields.items():
        if is_empty(value):
            continue
        meaning = column(name)
        if meaning.field is None or (meaning.field == "reviews count" and isinstance(value, list | dict)):
            other[name] = value
        else:
            ranked.setdefault(meaning.field, []).append((meaning.rank, name, value))
            currency = currency or meaning.currency
    known = {
        field: tuple((name, value) for _, name, value in sorted(found, key=lambda item: item[0]))
        for field, found in ranked.items()
    }
    return Sorted(known, other, currency)


def is_empty(value: object) -> bool:
    """Whether `value` says nothing: null, blank text, an empty list or object."""
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or (isinstance(value, list | dict) and not value)
