"""Every type of product the shop sells: where it is shelved, how it is drawn, how its copy speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of product.

    Attributes:
        category: Department and shelf.
        drawing: Name of its drawing in `retrieval.demo.drawings`.
        voice: Which phrases of `retrieval.demo.wording` suit it.
        plural: Whether the copy says "they".
    """

    category: tuple[str, str]
    drawing: str
    voice: str
    plural: bool = False


def _shelf(department: str, shelf: str, voice: str, **drawings: str) -> dict[str, Kind]:
    """Types of one shelf: drawing name to the types it stands for, separated by commas; ``*`` marks plurals."""
    kinds: dict[str, Kind] = {}
    for drawing, types in drawings.items():
        for written in types.split(","):
            name = written.strip()
            kinds[name.rstrip("*")] = Kind((department, shelf), drawing, voice, name.endswith("*"))
    return kinds


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        **_shelf("Clothing", "Dresses", "wear", dress="dress"),
        **_shelf("Clothing", "Shirts & Tops", "wear", shirt="shirt, blouse", tshirt="T-shirt, polo shirt"),
        **_shelf("Clothing", "Knitwear", "knit", sweater="sweater", cardigan="cardigan"),
        **_shelf("Clothing", "Hoodies", "wear", hoodie="hoodie"),
        **_shelf(
            "Clothing",
            "Jackets & Coats",
            "wear",
            parka="parka, rain jacket",
            puffer="puffer jacket",
            jacket="denim jacket, leather jacket",
            blazer="blazer",
        ),
        **_shelf(
            "Clothing",
            "Trousers & Shorts",
            "wear",
            trousers="jeans*, trousers*, chinos*, leggings*",
            shorts="shorts*",
        ),
        **_shelf("Clothing", "Skirts", "wear", skirt="skirt"),
        **_shelf("Clothing", "Nightwear", "wear", pyjamas="pyjamas*"),
        **_shelf("Shoes", "Running Shoes", "shoe", sneaker="running shoes*"),
        **_shelf("Shoes", "Sneakers", "shoe", plimsoll="sneakers*"),
        **_shelf("Shoes", "Boots", "shoe", boot="hiking boots*", chelsea="ankle boots*", wellington="rain boots*"),
        **_shelf("Shoes", "Sandals", "shoe", sandal="sandals*"),
        **_shelf("Shoes", "Smart Shoes", "shoe", loafer="loafers*", heel="heels*"),
        **_shelf("Shoes", "Slippers", "shoe", slipper="slippers*"),
        **_shelf("Bags", "Backpacks", "bag", backpack="backpack"),
        **_shelf("Bags", "Handbags", "bag", handbag="handbag", tote="tote bag"),
        **_shelf("Bags", "Luggage", "bag", suitcase="suitcase", duffel="duffel bag"),
        **_shelf("Bags", "Wallets", "bag", wallet="wallet"),
        **_shelf("Accessories", "Scarves & Gloves", "knit", gloves="gloves*"),
        **_shelf("Accessories", "Scarves & Gloves", "wear", scarf="scarf"),
        **_shelf("Accessories", "Hats", "knit", beanie="beanie"),
        **_shelf("Accessories", "Hats", "soft", sunhat="sun hat"),
        **_shelf("Accessories", "Sunglasses", "solid", sunglasses="sunglasses*"),
        **_shelf("Accessories", "Umbrellas & Belts", "solid", umbrella="umbrella", belt="belt"),
        **_shelf("Watches & Jewellery", "Watches", "jewel", watch="watch"),
        **_shelf("Watches & Jewellery", "Smartwatches", "tech", smartwatch="smartwatch"),
        **_shelf("Watches & Jewellery", "Necklaces", "jewel", necklace="necklace"),
        **_shelf("Watches & Jewellery", "Rings", "jewel", ring="ring"),
        **_shelf("Watches & Jewellery", "Earrings", "jewel", earrings="earrings*"),
        **_shelf("Watches & Jewellery", "Bracelets", "jewel", bracelet="bracelet"),
        **_shelf("Outdoor & Camping", "Tents", "gear", tent="tent"),
        **_shelf(
            "Outdoor & Camping",
            "Sleeping Bags & Mats",
            "gear",
            sleepingbag="sleeping bag",
            mat="sleeping mat",
        ),
        **_shelf("Outdoor & Camping", "Bottles & Coolers", "gear", bottle="water bottle", cooler="cooler"),
        **_shelf("Outdoor & Camping", "Camp Lighting", "gear", lantern="camping lantern", headlamp="headlamp"),
        **_shelf(
            "Outdoor & Camping",
            "Camp Furniture & Cooking",
            "gear",
            campchair="camping chair",
            stove="camping stove",
            picnic="picnic blanket",
        ),
        **_shelf("Outdoor & Camping", "Optics & Tools", "gear", binoculars="binoculars*", knife="pocket knife"),
        **_shelf("Sports & Fitness", "Yoga", "gear", mat="yoga mat"),
        **_shelf("Sports & Fitness", "Training", "gear", dumbbell="dumbbells*", bands="resistance bands*"),
        **_shelf("Sports & Fitness", "Ball Games & Cycling", "gear", ball="football", helmet="bicycle helmet"),
        **_shelf("Kitchen", "Pots & Pans", "pot", pan="frying pan", pot="casserole, saucepan", dish="baking dish"),
        **_shelf(
            "Kitchen",
            "Mugs & Tableware",
            "pot",
            mug="mug",
            teapot="teapot",
            bowl="bowl",
            wineglass="wine glasses*",
        ),
        **_shelf(
            "Kitchen",
            "Coffee & Appliances",
            "pot",
            kettle="kettle",
            press="coffee maker",
            espresso="espresso machine",
            blender="blender",
        ),
        **_shelf("Kitchen", "Knives & Boards", "solid", chefknife="chef's knife", board="cutting board"),
        **_shelf("Kitchen", "Aprons & Storage", "soft", apron="apron", lunchbox="lunch box"),
        **_shelf("Home Decor", "Vases", "pot", vase="vase"),
        **_shelf("Home Decor", "Cushions & Throws", "soft", cushion="cushion", throw="throw"),
        **_shelf("Home Decor", "Clocks & Mirrors", "solid", clock="wall clock", mirror="mirror"),
        **_shelf("Home Decor", "Candles", "scent", candle="candle"),
        **_shelf("Home Decor", "Art Prints", "solid", print="art print"),
        **_shelf("Home Decor", "Rugs & Baskets", "soft", rug="rug", basket="basket"),
        **_shelf(
            "Lighting",
            "Table & Desk Lamps",
            "solid",
            tablelamp="table lamp",
            desklamp="desk lamp",
            nightlight="night light",
        ),
        **_shelf("Lighting", "Floor Lamps", "solid", floorlamp="floor lamp"),
        **_shelf("Lighting", "Hanging Lamps", "solid", pendant="pendant lamp", strings="string lights*"),
        **_shelf("Furniture", "Sofas & Armchairs", "solid", sofa="sofa", armchair="armchair"),
        **_shelf("Furniture", "Chairs & Stools", "solid", chair="dining chair", stool="stool"),
        **_shelf(
            "Furniture",
            "Tables & Desks",
            "solid",
            table="dining table, coffee table",
            sidetable="side table",
            desk="desk",
        ),
        **_shelf("Furniture", "Shelving", "solid", bookcase="bookcase"),
        **_shelf("Electronics", "Headphones & Earbuds", "tech", headphones="headphones*", earbuds="earbuds*"),
        **_shelf("Electronics", "Speakers & Radios", "tech", speaker="speaker", radio="radio"),
        **_shelf("Electronics", "Keyboards & Mice", "tech", keyboard="keyboard", mouse="mouse"),
        **_shelf("Electronics", "Phone Cases & Power", "tech", phonecase="phone case", powerbank="power bank"),
        **_shelf("Electronics", "Cameras", "tech", camera="camera"),
        **_shelf("Electronics", "Tablets & E-Readers", "tech", tablet="tablet, e-reader"),
        **_shelf(
            "Beauty",
            "Make-Up",
            "beauty",
            lipstick="lipstick",
            polish="nail polish",
            brushes="make-up brushes*",
        ),
        **_shelf("Beauty", "Skincare", "beauty", cream="face cream", tube="sunscreen", dropper="serum"),
        **_shelf("Beauty", "Fragrance", "bottle", perfume="perfume"),
        **_shelf("Beauty", "Soap & Hair", "beauty", soap="soap", dryer="hair dryer"),
        **_shelf("Toys & Games", "Puzzles", "toy", puzzle="puzzle"),
        **_shelf("Toys & Games", "Plush Toys", "toy", plush="plush toy"),
        **_shelf("Toys & Games", "Board Games", "toy", boardgame="board game"),
        **_shelf(
            "Toys & Games",
            "Building & Play",
            "toy",
            blocks="building blocks*",
            train="toy train",
            kite="kite",
            flask="science kit",
        ),
        **_shelf("Books & Stationery", "Fiction", "page", book="novel, picture book"),
        **_shelf("Books & Stationery", "Cookery & Travel", "page", book="cookbook, guidebook"),
        **_shelf(
            "Books & Stationery",
            "Notebooks & Calendars",
            "page",
            notebook="notebook",
            calendar="desk calendar",
        ),
        **_shelf("Books & Stationery", "Pens", "solid", pen="fountain pen", gelpens="pens*"),
        **_shelf("Garden", "Plants", "plant", plant="house plant"),
        **_shelf("Garden", "Watering & Pots", "pot", wateringcan="watering can", planter="planter"),
        **_shelf("Garden", "Garden Tools", "solid", gardentools="garden tools*", secateurs="secateurs*"),
        **_shelf("Garden", "Birds & Lights", "solid", birdfeeder="bird feeder", stakes="garden lights*"),
        **_shelf("Pets", "Beds", "soft", dogbed="dog bed", hammock="cat bed"),
        **_shelf("Pets", "Bowls", "pot", petbowl="pet bowl"),
        **_shelf("Pets", "Toys & Scratching", "solid", scratcher="scratching post", wand="cat toy", rope="dog toy"),
        **_shelf("Pets", "Walks", "gear", lead="dog lead", dogcoat="dog coat"),
    }
)
