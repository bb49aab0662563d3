"""Reads what the town gives out, with programs of other people, and says as JSON what they understood."""

import csv
import io
import json
import sys
import urllib.request
from datetime import datetime

import feedparser
import icalendar
import recurring_ical_events
from sickle import Sickle


def get(url):
    with urllib.request.urlopen(url) as response:
        return response.read()


def calendar(url):
    """Every occurrence between 2020 and 2031, as one sees it in Tokyo."""
    parsed = icalendar.Calendar.from_ical(get(url))
    found = []
    for event in recurring_ical_events.of(parsed).between(datetime(2020, 1, 1), datetime(2031, 1, 1)):
        start = event["DTSTART"].dt
        found.append(
            {
                "uid": str(event["UID"]),
                "start": start.isoformat()[:16],
                "end": event["DTEND"].dt.isoformat()[:16],
                "zone": str(getattr(start, "tzinfo", "")),
                "offset": str(start.utcoffset()) if hasattr(start, "utcoffset") else "",
                "status": str(event["STATUS"]),
                "summary": str(event["SUMMARY"]),
            }
        )
    return {"name": str(parsed["X-WR-CALNAME"]), "errors": [str(e) for e in parsed.errors], "events": found}


def feed(url):
    parsed = feedparser.parse(get(url))
    return {
        "bozo": bool(parsed.bozo),
        "version": parsed.version,
        "title": parsed.feed.title,
        "entries": [{"title": e.title, "link": e.link, "updated": e.updated, "id": e.id} for e in parsed.entries],
    }


def table(url):
    """A CSV as a spreadsheet in Japan reads it."""
    rows = list(csv.DictReader(io.StringIO(get(url).decode("utf-8-sig"), newline=""), strict=True))
    return {"rows": rows, "whole": all(None not in row and None not in row.values() for row in rows)}


def harvest(url):
    out = {}
    for method in ("GET", "POST"):
        library = Sickle(url, http_method=method)
        identify = library.Identify()
        out[method] = {
            "name": identify.repositoryName,
            "deleted": identify.deletedRecord,
            "formats": [f.metadataPrefix for f in library.ListMetadataFormats()],
            "sets": [s.setSpec for s in library.ListSets()],
            "headers": [h.identifier for h in library.ListIdentifiers(metadataPrefix="oai_dc")],
            "records": [
                {"id": r.header.identifier, "deleted": r.deleted, "sets": r.header.setSpecs, "metadata": None if r.deleted else r.metadata}
                for r in library.ListRecords(metadataPrefix="oai_dc")
            ],
        }
        first = out[method]["headers"][0]
        out[method]["one"] = library.GetRecord(identifier=first, metadataPrefix="oai_dc").header.identifier
    errors = []
    library = Sickle(url)
    for call in (
        lambda: library.GetRecord(identifier="oai:nowhere:x", metadataPrefix="oai_dc"),
        lambda: library.ListRecords(metadataPrefix="marc21"),
        lambda: library.ListRecords(metadataPrefix="oai_dc", set="nothing"),
        lambda: library.ListRecords(resumptionToken="x"),
    ):
        try:
            call()
            errors.append(None)
        except Exception as error:  # the names of the errors are what is tested
            errors.append(type(error).__name__)
    out["errors"] = errors
    return out


readers = {"calendar": calendar, "feed": feed, "harvest": harvest, "table": table}
print(json.dumps({url: readers[kind](url) for kind, url in (word.split("=", 1) for word in sys.argv[1:])}))
