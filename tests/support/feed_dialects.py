"""Feeds as they are found in the wild, and what must be read from each. All texts are made up."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.feeds.feed import BrokenFeedError, FeedError, NotAFeedError, UnsafeXmlError

# Where a feed is said to lie; the test server answers for the name.
HOST = "http://harbour.test"


@dataclass(frozen=True, slots=True)
class Dialect:
    """`items` has for each item of the feed the fields that matter here, with their values:
    `summary` and `content` are the text alone, `kind` the type of the longer one. Or the `error`
    that is raised instead, with words of its sentence."""

    name: str
    body: bytes
    content_type: str | None = "application/rss+xml"
    format: str = "rss"
    dialect: str | None = None
    items: Sequence[dict[str, Any]] = ()
    error: tuple[type[FeedError], str] | None = None
    headers: Sequence[tuple[str, str]] = ()
    path: str = "/feed"


def rss(items: str, *, head: str = "", declaration: str = '<?xml version="1.0"?>') -> str:
    """RSS 2.0 with `items` in it."""
    return (
        f'{declaration}<rss version="2.0"{head}><channel><title>Harbour news</title>'
        f"<link>{HOST}/</link><description>From the quay</description>{items}</channel></rss>"
    )


def one(title: str, more: str = "") -> str:
    """An item with a link."""
    return f"<item><title>{title}</title><link>{HOST}/bridge</link>{more}</item>"


OPEN = {"title": "Bridge open", "link": f"{HOST}/bridge"}
PLAIN = rss(one("Bridge open"))
CONTENT = ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
DC = ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
BOMB = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(10)
)

VERSIONS = [
    Dialect(
        "rss 0.90",
        b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Harbour news</title>
        <link>http://harbour.test/</link><description>x</description></channel>
        <item><title>Bridge open</title><link>http://harbour.test/bridge</link></item></rdf:RDF>""",
        content_type="text/xml",
        dialect="rss090",
        items=[OPEN],
    ),
    Dialect(
        "rss 0.91 of Netscape, with its DOCTYPE",
        b"""<?xml version="1.0"?>
        <!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
        "http://my.netscape.com/publish/formats/rss-0.91.dtd">
        <rss version="0.91"><channel><title>Harbour news</title><link>http://harbour.test/</link>
        <item><title>Bridge open</title><link>http://harbour.test/bridge</link>
        <description>Since Tuesday.</description></item></channel></rss>""",
        dialect="rss091u",
        items=[OPEN | {"summary": "Since Tuesday.", "kind": "text/html", "guid": None}],
    ),
    Dialect(
        "rss 0.91 of Userland",
        PLAIN.replace("2.0", "0.91").encode(),
        dialect="rss091u",
        items=[OPEN],
    ),
    Dialect(
        "rss 0.92",
        rss(
            '<item><description>No title, a <a href="/bridge">link</a>.</description>'
            '<source url="http://other.test/rss">Other</source></item>'.replace(
                "<a", "&lt;a"
            ).replace('">link</a>', '"&gt;link&lt;/a&gt;')
        )
        .replace("2.0", "0.92")
        .encode(),
        dialect="rss092",
        items=[
            {
                "title": None,
                "link": None,
                "guid": None,
                "summary": 'No title, a <a href="/bridge">link</a>.',
                "kind": "text/html",
            }
        ],
    ),
    Dialect(
        "rss 1.0 with content and dc",
        b"""<?xml version="1.0" encoding="utf-8"?>
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:content="http://purl.org/rss/1.0/modules/content/">
        <channel rdf:about="http://harbour.test/"><title>Harbour news</title>
        <link>http://harbour.test/</link><items><rdf:Seq>
        <rdf:li rdf:resource="http://harbour.test/bridge"/></rdf:Seq></items></channel>
        <item rdf:about="http://harbour.test/bridge"><title>Bridge open</title>
        <link>http://harbour.test/bridge</link><description>Short.</description>
        <dc:date>2026-11-17T08:00:00+01:00</dc:date>
        <content:encoded><![CDATA[<p>The bridge is open again.</p>]]></content:encoded>
        </item></rdf:RDF>""",
        content_type="application/rdf+xml",
        dialect="rss10",
        items=[
            OPEN
            | {
                "guid": "http://harbour.test/bridge",
                "published": "2026-11-17T08:00:00+01:00",
                "summary": "Short.",
                "content": "<p>The bridge is open again.</p>",
                "kind": "text/html",
            }
        ],
    ),
    Dialect(
        "rss 2.0",
        rss(
            one(
                "Bridge open",
                '<guid isPermaLink="false">bridge-1</guid><description>Since Tuesday.</description>'
                "<pubDate>Tue, 17 Nov 2026 08:00:00 GMT</pubDate>",
            )
        ).encode(),
        dialect="rss20",
        items=[
            OPEN
            | {
                "guid": "bridge-1",
                "published": "Tue, 17 Nov 2026 08:00:00 GMT",
                "summary": "Since Tuesday.",
            }
        ],
    ),
    Dialect(
        "atom 0.3",
        b"""<?xml version="1.0"?><feed version="0.3" xmlns="http://purl.org/atom/ns#"
        xml:lang="en"><title>Harbour news</title>
        <link rel="alternate" type="text/html" href="http://harbour.test/"/>
        <modified>2026-11-17T09:00:00Z</modified><entry><title>Bridge open</title>
        <link rel="alternate" type="text/html" href="http://harbour.test/bridge"/>
        <id>tag:harbour.test,2026:1</id><issued>2026-11-17T08:00:00Z</issued>
        <modified>2026-11-17T09:00:00Z</modified>
        <content type="text/html" mode="escaped">&lt;p&gt;Open again.&lt;/p&gt;</content>
        </entry></feed>""",
        content_type="application/atom+xml",
        format="atom",
        dialect="atom03",
        items=[
            OPEN
            | {
                "guid": "tag:harbour.test,2026:1",
                "published": "2026-11-17T08:00:00Z",
                "updated": "2026-11-17T09:00:00Z",
                "content": "<p>Open again.</p>",
                "kind": "text/html",
                "language": "en",
            }
        ],
    ),
    Dialect(
        "atom 1.0 with escaped html",
        b"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">
        <title>Harbour news</title><id>urn:harbour</id><updated>2026-11-17T09:00:00Z</updated>
        <entry xml:lang="en-GB"><title type="html">Bridge &lt;b&gt;open&lt;/b&gt;</title>
        <link href="http://harbour.test/bridge"/><id>urn:harbour:1</id>
        <published>2026-11-17T08:00:00Z</published><updated>2026-11-17T09:00:00Z</updated>
        <summary>Short.</summary>
        <content type="html">&lt;p&gt;Open &amp;amp; busy.&lt;/p&gt;</content></entry></feed>""",
        content_type="application/atom+xml",
        format="atom",
        dialect="atom10",
        items=[
            OPEN
            | {
                "guid": "urn:harbour:1",
                "published": "2026-11-17T08:00:00Z",
                "updated": "2026-11-17T09:00:00Z",
                "summary": "Short.",
                "content": "<p>Open &amp; busy.</p>",
                "kind": "text/html",
                "language": "en-GB",
            }
        ],
    ),
    Dialect(
        "atom 1.0 with xhtml",
        b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour news</title><entry>
        <title>Bridge open</title><link href="http://harbour.test/bridge"/><id>urn:harbour:1</id>
        <updated>2026-11-17T09:00:00Z</updated><content type="xhtml">
        <div xmlns="http://www.w3.org/1999/xhtml"><p>Open &lt; closed.</p></div></content>
        </entry></feed>""",
        content_type="application/atom+xml",
        format="atom",
        dialect="atom10",
        items=[OPEN | {"kind": "text/html", "contains": "<p>Open &lt; closed.</p>"}],
    ),
    Dialect(
        "json feed 1.0",
        b"""{"version": "https://jsonfeed.org/version/1", "title": "Harbour news",
        "items": [{"id": "1", "url": "http://harbour.test/bridge", "title": "Bridge open",
        "content_text": "Open again.", "date_published": "2026-11-17T08:00:00Z"}]}""",
        content_type="application/json",
        format="json-feed",
        dialect="json-feed 1",
        items=[
            OPEN
            | {
                "guid": "1",
                "content": "Open again.",
                "kind": "text/plain",
                "published": "2026-11-17T08:00:00Z",
            }
        ],
    ),
    Dialect(
        "json feed 1.1 with a mark, a number for an id and html",
        b"\xef\xbb\xbf"
        b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour news",
        "language": "en", "feed_url": "http://harbour.test/feed", "items": [
        {"id": 17, "url": "/bridge", "title": "Bridge open", "summary": "Short.",
        "content_html": "<p>Open again.</p>", "date_modified": "2026-11-17T09:00:00Z"},
        "not an item", {"id": "", "content_text": "Only words."}]}""",
        content_type="text/plain",
        format="json-feed",
        dialect="json-feed 1.1",
        items=[
            OPEN
            | {
                "guid": "17",
                "content": "<p>Open again.</p>",
                "kind": "text/html",
                "summary": "Short.",
                "updated": "2026-11-17T09:00:00Z",
                "language": "en",
            },
            {"guid": None, "link": None, "content": "Only words."},
        ],
    ),
    Dialect(
        "google news sitemap",
        b"""<?xml version="1.0" encoding="UTF-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
        <url><loc> http://harbour.test/bridge </loc><lastmod>2026-11-17T09:00:00Z</lastmod>
        <news:news><news:publication><news:name>Harbour news</news:name>
        <news:language>en</news:language></news:publication>
        <news:publication_date>2026-11-17T08:00:00Z</news:publication_date>
        <news:title>Bridge open</news:title></news:news></url></urlset>""",
        content_type="application/xml",
        format="news-sitemap",
        items=[
            OPEN
            | {
                "guid": "http://harbour.test/bridge",
                "published": "2026-11-17T08:00:00Z",
                "updated": "2026-11-17T09:00:00Z",
                "language": "en",
                "content": None,
            }
        ],
    ),
    Dialect(
        "news sitemap with prefixes of its own",
        b"""<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><s:url>
        <s:loc>http://harbour.test/bridge</s:loc><n:news><n:title>Bridge open</n:title>
        <n:publication_date>2026-11-17</n:publication_date></n:news></s:url>
        <s:url><s:loc>javascript:alert(1)</s:loc></s:url><s:url/></s:urlset>""",
        content_type="text/xml",
        format="news-sitemap",
        items=[OPEN | {"published": "2026-11-17"}],
    ),
    Dialect(
        "sitemap without news",
        b"""<urlset><url><loc>http://harbour.test/bridge</loc><lastmod>2026-11-17</lastmod>
        </url></urlset>""",
        content_type="text/xml",
        format="sitemap",
        items=[{"link": f"{HOST}/bridge", "title": None, "published": "2026-11-17"}],
    ),
    Dialect(
        "sitemap index as a gzip file",
        gzip.compress(
            b"""<?xml version="1.0"?>
            <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            <sitemap><loc>http://harbour.test/news.xml.gz</loc><lastmod>2026-11-17</lastmod>
            </sitemap><sitemap><loc>/old.xml</loc></sitemap></sitemapindex>"""
        ),
        content_type="application/x-gzip",
        format="sitemap-index",
        path="/sitemap.xml.gz",
    ),
]

ITEMS = [
    Dialect(
        "content:encoded beside a description",
        rss(
            one(
                "Bridge open",
                "<description>Short.</description>"
                "<content:encoded><![CDATA[<p>Long &amp; whole.</p>]]></content:encoded>",
            ),
            head=CONTENT,
        ).encode(),
        items=[
            OPEN
            | {
                "summary": "Short.",
                "content": "<p>Long &amp; whole.</p>",
                "kind": "text/html",
            }
        ],
    ),
    Dialect(
        "namespaces bound to odd prefixes",
        rss(
            one(
                "Bridge open",
                "<c:encoded>&lt;p&gt;Long.&lt;/p&gt;</c:encoded>"
                "<ns0:date>2026-11-17T08:00:00Z</ns0:date>",
            ),
            head=CONTENT.replace(":content", ":c") + DC.replace(":dc", ":ns0"),
        ).encode(),
        items=[OPEN | {"content": "<p>Long.</p>", "published": "2026-11-17T08:00:00Z"}],
    ),
    Dialect(
        "atom under a prefix",
        b"""<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Harbour news</a:title>
        <a:entry><a:title>Bridge open</a:title><a:link href="http://harbour.test/bridge"/>
        <a:id>urn:1</a:id><a:content>Open again.</a:content></a:entry></a:feed>""",
        format="atom",
        dialect="atom10",
        items=[OPEN | {"guid": "urn:1", "content": "Open again."}],
    ),
    Dialect(
        "the same namespace twice, and unknown ones",
        rss(
            one(
                "Bridge open",
                "<media:keywords>harbour</media:keywords><x:title>Not the title</x:title>"
                "<c:encoded>Long.</c:encoded>",
            ),
            head=CONTENT + CONTENT.replace(":content", ":c") + ' xmlns:x="urn:x"'
            ' xmlns:media="http://search.yahoo.com/mrss/"',
        ).encode(),
        items=[OPEN | {"content": "Long."}],
    ),
    Dialect(
        "a prefix that nothing binds",
        rss(one("Bridge open", "<media:title>Not the title</media:title>")).encode(),
        items=[OPEN],
    ),
    Dialect(
        "description in CDATA",
        rss(
            one("Bridge open", "<description><![CDATA[<p>A <b>wide</b> one.</p>]]></description>")
        ).encode(),
        items=[OPEN | {"summary": "<p>A <b>wide</b> one.</p>", "kind": "text/html"}],
    ),
    Dialect(
        "CDATA in pieces and in the title",
        rss(
            "<item><title><![CDATA[Bridge]]> <![CDATA[open]]></title>"
            f"<link><![CDATA[\n{HOST}/bridge\n]]></link>"
            "<description><![CDATA[a ]]]]><![CDATA[> b]]></description></item>"
        ).encode(),
        items=[OPEN | {"summary": "a ]]> b"}],
    ),
    Dialect(
        "html entities that XML does not know",
        rss(
            one("Bridge&nbsp;open", "<description>Caf&eacute; &mdash; open</description>")
        ).encode(),
        items=[OPEN | {"summary": "Café — open"}],
    ),
    Dialect(
        "ampersands that nobody escaped",
        rss(
            f"<item><title>Bridge & quay</title><link>{HOST}/bridge?a=1&b=2</link></item>"
        ).encode(),
        items=[{"title": "Bridge & quay", "link": f"{HOST}/bridge?a=1&b=2"}],
    ),
    Dialect(
        "a title escaped twice",
        rss(one("Bridge &amp;amp; quay &lt;i&gt;open&lt;/i&gt;")).encode(),
        items=[{"title": "Bridge & quay open"}],
    ),
    Dialect(
        "no dates",
        rss(one("Bridge open")).encode(),
        items=[OPEN | {"published": None, "updated": None}],
    ),
    Dialect(
        "dates as no rule has them",
        rss(
            "".join(
                one(f"Bridge {number}", f"<guid>{number}</guid><pubDate>{date}</pubDate>")
                for number, date in enumerate(
                    [
                        "17 Nov 26 08:00 EST",
                        "Tuesday, 17-Nov-2026 08:00:00 UT",
                        "tue, 17 nov 2026 8:00:00 +1",
                        "Di, 17 Nov 2026 08:00:00 +0100",
                        "2026-11-17",
                        "17.11.2026 08:00",
                        "Tue, 31 Feb 2026 25:61:00 GMT",
                        "yesterday",
                        "",
                    ]
                )
            )
        ).encode(),
        items=[
            {"title": "Bridge 0", "published": "17 Nov 26 08:00 EST"},
            {"title": "Bridge 1", "published": "Tuesday, 17-Nov-2026 08:00:00 UT"},
            {"title": "Bridge 2", "published": "tue, 17 nov 2026 8:00:00 +1"},
            {"title": "Bridge 3", "published": "Di, 17 Nov 2026 08:00:00 +0100"},
            {"title": "Bridge 4", "published": "2026-11-17"},
            {"title": "Bridge 5", "published": "17.11.2026 08:00"},
            {"title": "Bridge 6", "published": "Tue, 31 Feb 2026 25:61:00 GMT"},
            {"title": "Bridge 7", "published": "yesterday"},
            {"title": "Bridge 8", "published": None},
        ],
    ),
    Dialect(
        "two dates: the feed's own and Dublin Core's",
        rss(
            one(
                "Bridge open",
                "<pubDate>Tue, 17 Nov 2026 08:00:00 GMT</pubDate>"
                "<dcterms:modified>2026-11-17T09:00:00Z</dcterms:modified>",
            ),
            head=' xmlns:dcterms="http://purl.org/dc/terms/"',
        ).encode(),
        items=[
            OPEN
            | {
                "published": "Tue, 17 Nov 2026 08:00:00 GMT",
                "updated": "2026-11-17T09:00:00Z",
            }
        ],
    ),
    Dialect(
        "relative links",
        rss(
            "<item><title>Bridge open</title><link>/bridge</link></item>"
            "<item><title>Quay</title><link>quay?x=1</link></item>"
        ).encode(),
        items=[OPEN, {"link": f"{HOST}/news/quay?x=1"}],
        path="/news/feed",
    ),
    Dialect(
        "xml:base",
        b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://harbour.test/en/">
        <title>Harbour news</title><entry xml:base="2026/"><title>Bridge open</title>
        <link href="bridge"/><id>urn:1</id></entry><entry><title>Quay</title>
        <link href="quay"/><id>urn:2</id></entry></feed>""",
        content_type="application/atom+xml",
        format="atom",
        items=[
            {"title": "Bridge open", "link": f"{HOST}/en/2026/bridge"},
            {"title": "Quay", "link": f"{HOST}/en/quay"},
        ],
    ),
    Dialect(
        "an entry with many links",
        b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour news</title><entry>
        <title>Bridge open</title><link rel="edit" href="http://harbour.test/edit/1"/>
        <link rel="enclosure" type="audio/mpeg" href="http://harbour.test/1.mp3"/>
        <link rel="self" href="http://harbour.test/1.atom"/>
        <link rel="replies" href="http://harbour.test/1/comments"/>
        <link rel="alternate" type="text/html" href="http://harbour.test/bridge"/>
        <id>urn:1</id></entry></feed>""",
        format="atom",
        items=[OPEN],
    ),
    Dialect(
        "content that lies elsewhere",
        b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour news</title><entry>
        <title>Bridge open</title><link href="http://harbour.test/bridge"/><id>urn:1</id>
        <summary>Short.</summary><content type="video/mp4" src="http://harbour.test/1.mp4"/>
        </entry></feed>""",
        format="atom",
        items=[OPEN | {"summary": "Short.", "content": None}],
    ),
    Dialect(
        "links that are no web addresses",
        rss(
            "<item><title>One</title><link>javascript:alert(1)</link></item>"
            "<item><title>Two</title><link>mailto:desk@harbour.test</link></item>"
            "<item><title>Three</title><link>http://</link></item>"
            "<item><title>Four</title><link>http://[::1</link></item>"
        ).encode(),
        items=[{"title": title, "link": None} for title in ("One", "Two", "Three", "Four")],
    ),
    Dialect(
        "guid that is no permalink",
        rss(
            one("Bridge open", '<guid isPermaLink="false">http://harbour.test/?p=1</guid>')
        ).encode(),
        items=[OPEN | {"guid": "http://harbour.test/?p=1"}],
    ),
    Dialect(
        "guid that is the permalink, and no link",
        rss(
            "<item><title>Bridge open</title><guid>http://harbour.test/bridge</guid></item>"
        ).encode(),
        items=[OPEN | {"guid": "http://harbour.test/bridge"}],
    ),
    Dialect(
        "guid that only claims to be a permalink, and no link",
        rss("<item><title>Bridge open</title><guid>bridge-1</guid></item>").encode(),
        items=[{"title": "Bridge open", "guid": "bridge-1", "link": None}],
    ),
    Dialect(
        "one guid for two items",
        rss(
            one("Bridge open", "<guid>same</guid>")
            + f"<item><title>Quay</title><link>{HOST}/quay</link><guid>same</guid></item>"
        ).encode(),
        items=[OPEN | {"guid": "same"}, {"title": "Quay", "guid": "same", "link": f"{HOST}/quay"}],
    ),
    Dialect(
        "one item twice",
        rss(one("Bridge open", "<guid>a</guid>") * 2).encode(),
        items=[OPEN, OPEN],
    ),
    Dialect(
        "tracking links",
        rss(
            "<item><title>Bridge open</title>"
            f"<link>{HOST}/bridge?utm_source=rss&amp;utm_medium=feed#ref=rss</link></item>"
        ).encode(),
        items=[{"link": f"{HOST}/bridge?utm_source=rss&utm_medium=feed#ref=rss"}],
    ),
    Dialect(
        "a link through FeedBurner",
        rss(
            "<item><title>Bridge open</title><link>http://feeds.example/~r/1</link>"
            f"<feedburner:origLink>{HOST}/bridge</feedburner:origLink></item>",
            head=' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"',
        ).encode(),
        items=[OPEN],
    ),
    Dialect(
        "an enclosure and nothing else",
        rss(
            f'<item><enclosure url="{HOST}/1.mp3" length="1" type="audio/mpeg"/>'
            "<guid>ep-1</guid></item>"
        ).encode(),
        items=[{"title": None, "link": None, "guid": "ep-1", "summary": None, "content": None}],
    ),
    Dialect(
        "a picture with a title and a description of its own",
        rss(
            one(
                "Bridge open",
                "<media:content url='http://harbour.test/1.jpg'><media:title>A picture"
                "</media:title><media:description>Seen from the quay.</media:description>"
                "</media:content><description>Text.</description>",
            ),
            head=' xmlns:media="http://search.yahoo.com/mrss/"',
        ).encode(),
        items=[OPEN | {"summary": "Text.", "content": None}],
    ),
    Dialect(
        "the same under another prefix",
        rss(
            one(
                "Bridge open",
                "<m:group><m:description>Seen from the quay.</m:description></m:group>"
                "<description>Text.</description>",
            ),
            head=' xmlns:m="http://search.yahoo.com/mrss/"',
        ).encode(),
        items=[OPEN | {"summary": "Text.", "content": None}],
    ),
    Dialect(
        "iTunes beside the text",
        rss(
            one(
                "Bridge open",
                "<description>Text.</description><itunes:title>Spoken</itunes:title>"
                "<itunes:subtitle>Even shorter.</itunes:subtitle>",
            ),
            head=' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
        ).encode(),
        items=[OPEN | {"summary": "Text."}],
    ),
    Dialect(
        "a huge item",
        rss(
            one("Bridge open", f"<description>{'The bridge is open. ' * 50_000}</description>")
        ).encode(),
        items=[OPEN | {"summary": ("The bridge is open. " * 50_000).strip()}],
    ),
    Dialect("an empty feed", rss("").encode(), dialect="rss20"),
    Dialect(
        "items beside the channel",
        rss("").replace("</channel>", "</channel>" + one("Bridge open")).encode(),
        items=[OPEN],
    ),
    Dialect(
        "an item that says nothing",
        rss("<item/><item></item>" + one("Bridge open")).encode(),
        items=[{"title": None, "link": None}, {"title": None, "link": None}, OPEN],
    ),
]

RUSSIAN = "Мост снова открыт для движения транспорта после ремонта"
CAFE = "Café “Zur Brücke” öffnet"


def declared(title: str, encoding: str, *, sent_in: str | None = None) -> bytes:
    """A feed that says it is in `encoding`, in bytes of `sent_in` where it lies."""
    text = rss(one(title), declaration=f'<?xml version="1.0" encoding="{encoding}"?>')
    return text.encode(sent_in or encoding)


ENCODINGS = [
    Dialect("a UTF-8 mark", b"\xef\xbb\xbf" + PLAIN.encode(), items=[OPEN]),
    Dialect("two UTF-8 marks", b"\xef\xbb\xbf" * 2 + PLAIN.encode(), items=[OPEN]),
    Dialect("UTF-16 with its mark", declared(RUSSIAN, "utf-16"), items=[{"title": RUSSIAN}]),
    Dialect(
        "UTF-16 without its mark",
        declared(RUSSIAN, "utf-16", sent_in="utf-16-be"),
        items=[{"title": RUSSIAN}],
    ),
    Dialect(
        "UTF-8 that says UTF-16",
        declared(RUSSIAN, "utf-16", sent_in="utf-8"),
        items=[{"title": RUSSIAN}],
    ),
    Dialect(
        "windows-1251, declared in the XML",
        declared(RUSSIAN, "windows-1251"),
        items=[{"title": RUSSIAN}],
    ),
    Dialect(
        "windows-1251, declared in the header alone",
        declared(RUSSIAN, "utf-8", sent_in="windows-1251"),
        content_type="text/xml; charset=windows-1251",
        items=[{"title": RUSSIAN}],
    ),
    Dialect(
        "windows-1251, declared nowhere",
        rss(one(RUSSIAN, f"<description>{RUSSIAN}. {RUSSIAN}.</description>")).encode(
            "windows-1251"
        ),
        items=[{"title": RUSSIAN}],
    ),
    Dialect("koi8-r", declared(RUSSIAN, "koi8-r"), items=[{"title": RUSSIAN}]),
    Dialect(
        "windows-1252 that says iso-8859-1",
        declared(CAFE, "iso-8859-1", sent_in="windows-1252"),
        items=[{"title": CAFE}],
    ),
    Dialect(
        "windows-1252 that says nothing",
        rss(one(CAFE)).encode("windows-1252"),
        content_type="text/xml",
        items=[{"title": CAFE}],
    ),
    Dialect(
        "UTF-8 that a header calls iso-8859-1",
        declared(CAFE, "utf-8"),
        content_type="text/xml; charset=iso-8859-1",
        items=[{"title": CAFE}],
    ),
    Dialect(
        "UTF-8 that a header calls us-ascii, as text/xml once was",
        declared(CAFE, "utf-8"),
        content_type="text/xml; charset=us-ascii",
        items=[{"title": CAFE}],
    ),
    Dialect(
        "UTF-8 broken in one place",
        declared("Brücke open", "utf-8").replace("ü".encode(), b"\xfc"),
        items=[{"title": "Br\ufffdcke open"}],
    ),
    Dialect(
        "Shift_JIS",
        declared("橋が再び開通した", "shift_jis"),
        items=[{"title": "橋が再び開通した"}],
    ),
    Dialect(
        "EUC-JP", declared("橋が再び開通した", "euc-jp"), items=[{"title": "橋が再び開通した"}]
    ),
    Dialect("GB2312", declared("大桥恢复通车", "gb2312"), items=[{"title": "大桥恢复通车"}]),
    Dialect("Big5", declared("大橋恢復通車", "big5"), items=[{"title": "大橋恢復通車"}]),
    Dialect(
        "an encoding that does not exist",
        declared("Bridge open", "x-harbour", sent_in="utf-8"),
        items=[OPEN],
    ),
    Dialect(
        "a charset in quotes, in upper case, with a comment after it",
        declared(RUSSIAN, "utf-8", sent_in="windows-1251"),
        content_type='TEXT/XML;  Charset="WINDOWS-1251"; version=2',
        items=[{"title": RUSSIAN}],
    ),
    Dialect(
        "control characters in the text",
        rss(one("Bridge\x0b open\x00", "<description>A\x1fB</description>")).encode(),
        items=[OPEN | {"summary": "AB"}],
    ),
    Dialect(
        "references to characters that do not exist",
        rss(
            one(
                "Bridge&#0; open&#x110000;",
                "<description>A&#11;B&#xD800;C&#99999999999999999999;D&#8212;E&#x2014;F</description>",
            )
        ).encode(),
        items=[OPEN | {"summary": "ABCD—E—F"}],
    ),
]

TRANSPORT = [
    Dialect("gzip without saying so", gzip.compress(PLAIN.encode()), items=[OPEN]),
    Dialect(
        "gzip upon gzip",
        gzip.compress(gzip.compress(PLAIN.encode())),
        headers=[("Content-Encoding", "gzip")],
        items=[OPEN],
    ),
    Dialect(
        "said to be gzip, and is not",
        PLAIN.encode(),
        headers=[("Content-Encoding", "gzip")],
        items=[OPEN],
    ),
    Dialect("served as text/html", PLAIN.encode(), content_type="text/html", items=[OPEN]),
    Dialect("served as text/plain", PLAIN.encode(), content_type="text/plain", items=[OPEN]),
    Dialect(
        "served as a download",
        PLAIN.encode(),
        content_type="application/octet-stream",
        headers=[("Content-Disposition", "attachment; filename=feed.bin")],
        items=[OPEN],
    ),
    Dialect("served as nothing", PLAIN.encode(), content_type=None, items=[OPEN]),
    Dialect("served as nonsense", PLAIN.encode(), content_type=";;=,\u00e9/\t", items=[OPEN]),
    Dialect("white space before the declaration", b"\r\n\n\t " + PLAIN.encode(), items=[OPEN]),
    Dialect(
        "comments and a style sheet before the feed",
        PLAIN.replace(
            "?><rss",
            '?><!-- made <rss> by hand --><?xml-stylesheet type="text/xsl" href="/x.xsl"?><rss',
        ).encode(),
        items=[OPEN],
    ),
    Dialect(
        "rubbish behind the feed",
        PLAIN.encode() + b"<!-- cached --><script>x()</script>",
        items=[OPEN],
    ),
    Dialect("no declaration", PLAIN.partition("?>")[2].encode(), items=[OPEN]),
    Dialect(
        "cut in mid-item",
        rss(one("Bridge open") + "<item><title>Quay</title><description>Only half of this")
        .partition("</channel>")[0]
        .encode(),
        items=[OPEN],
    ),
    Dialect(
        "cut before its first item ends",
        rss("<item><title>Quay</title>").partition("</channel>")[0].encode(),
    ),
    Dialect("its last tag is missing", PLAIN.removesuffix("</rss>").encode(), items=[OPEN]),
]

REFUSED = [
    Dialect(
        "a DOCTYPE with an entity",
        PLAIN.replace("?><rss", '?><!DOCTYPE rss [<!ENTITY x "y">]><rss').encode(),
        error=(UnsafeXmlError, "DOCTYPE"),
    ),
    Dialect(
        "a billion laughs",
        PLAIN.replace("?><rss", f"?><!DOCTYPE lolz [{BOMB}]><rss")
        .replace("Bridge open", "&l9;")
        .encode(),
        error=(UnsafeXmlError, "DOCTYPE"),
    ),
    Dialect(
        "a quadratic blow-up",
        PLAIN.replace("?><rss", f'?><!DOCTYPE r [<!ENTITY a "{"a" * 50_000}">]><rss')
        .replace("Bridge open", "&a;" * 20_000)
        .encode(),
        error=(UnsafeXmlError, "DOCTYPE"),
    ),
    Dialect(
        "an entity that is a file of this machine",
        PLAIN.replace("?><rss", '?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss')
        .replace("Bridge open", "&x;")
        .encode(),
        error=(UnsafeXmlError, "DOCTYPE"),
    ),
    Dialect(
        "a DTD from elsewhere",
        PLAIN.replace("?><rss", '?><!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd"><rss').encode(),
        error=(UnsafeXmlError, "DOCTYPE"),
    ),
    Dialect(
        "a parameter entity",
        PLAIN.replace(
            "?><rss", '?><!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]><rss'
        ).encode(),
        error=(UnsafeXmlError, "DOCTYPE"),
    ),
    Dialect(
        "a DOCTYPE in UTF-16",
        PLAIN.replace("?><rss", '?><!DOCTYPE r [<!ENTITY x "y">]><rss').encode("utf-16"),
        error=(UnsafeXmlError, "DOCTYPE"),
    ),
    Dialect(
        "Netscape's DOCTYPE with entities of its own",
        PLAIN.replace(
            "?><rss",
            '?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "x" '
            '[<!ENTITY x SYSTEM "file:///etc/passwd">]><rss',
        ).encode(),
        error=(UnsafeXmlError, "DOCTYPE"),
    ),
    Dialect(
        "a DOCTYPE in a sitemap",
        b'<!DOCTYPE urlset [<!ENTITY x "y">]><urlset><url><loc>http://a/&x;</loc></url></urlset>',
        error=(UnsafeXmlError, "DOCTYPE"),
    ),
    Dialect(
        "a page that names its feeds",
        b"""<!DOCTYPE html><html><head><title>Harbour</title>
        <link rel="alternate" type="application/rss+xml" href="/rss.xml" title="News">
        <link href='http://harbour.test/atom' type='application/atom+xml' rel='alternate'>
        <link rel="stylesheet" href="/x.css"></head><body><p>Hello.</p></body></html>""",
        error=(NotAFeedError, f"it names {HOST}/rss.xml, {HOST}/atom"),
    ),
    Dialect(
        "a page that calls itself a feed",
        b"<html><head><title>Harbour</title></head><body>Please accept our cookies.</body></html>",
        error=(NotAFeedError, "a page, not a feed, and it names none"),
    ),
    Dialect(
        "XHTML",
        b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
        b'"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
        b'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head></html>',
        error=(NotAFeedError, "a page, not a feed"),
    ),
    Dialect(
        "a server's error before the feed",
        b"<br />\n<b>Warning</b>: mysql_connect() in <b>/var/www/rss.php</b><br />"
        + PLAIN.encode(),
        error=(NotAFeedError, "its first element is <br>"),
    ),
    Dialect(
        "a list of feeds",
        b'<opml version="2.0"><body><outline xmlUrl="http://harbour.test/feed"/></body></opml>',
        error=(NotAFeedError, "OPML"),
    ),
    Dialect(
        "XML of another kind",
        b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
        error=(NotAFeedError, "its first element is <error>"),
    ),
    Dialect(
        "JSON of another kind",
        b'{"error": "not found"}',
        content_type="application/feed+json",
        error=(NotAFeedError, "no JSON Feed"),
    ),
    Dialect(
        "half of a JSON feed",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_te',
        content_type="application/feed+json",
        error=(BrokenFeedError, "not JSON"),
    ),
    Dialect(
        "JSON as deep as a well",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 100_000,
        content_type="application/feed+json",
        error=(BrokenFeedError, "not JSON"),
    ),
    Dialect(
        "a picture",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10,
        error=(NotAFeedError, "no element begins in it"),
    ),
    Dialect("words", b"Service temporarily unavailable", error=(NotAFeedError, "no element")),
    Dialect("nothing", b"", error=(BrokenFeedError, "empty")),
    Dialect("white space", b" \r\n\t", error=(BrokenFeedError, "empty")),
    Dialect("a mark alone", b"\xef\xbb\xbf", error=(FeedError, "")),
    Dialect("zeros", bytes(1000), error=(FeedError, "")),
    Dialect(
        "half of a sitemap",
        b"<urlset><url><loc>http://harbour.test/bridge</loc></url><url><loc>http://harb",
        error=(BrokenFeedError, "sitemap cannot be read"),
    ),
]

DIALECTS = VERSIONS + ITEMS + ENCODINGS + TRANSPORT + REFUSED
