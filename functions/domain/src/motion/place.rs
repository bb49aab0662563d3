//! What the prebuilt pages say of the places that move.
//!
//! Names, capacities and streets stand in `content/` and nowhere else. The site's live pages carry them in marks such as
//! `%%lot|station|demo-parking|P1|60|駅前駐車場%%`; the Worker cuts a page at its marks and puts what it knows in their place.

/// Latitude and longitude in degrees.
pub type Point = (f64, f64);

/// A car park of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Its page's name.
    pub slug: String,
    /// The feed that tells of it; empty when only staff do.
    pub feed: String,
    /// What the feed calls it.
    pub id: String,
    /// Its spaces.
    pub capacity: u32,
    /// What people call it, as HTML.
    pub title: String,
}

/// A street that is cleared of snow.
#[derive(Debug, Clone, PartialEq)]
pub struct Street {
    /// Its name in the database.
    pub id: String,
    /// Where it runs.
    pub line: Vec<Point>,
}

/// From which to which day there are ploughs, as month * 100 + day; it may go over New Year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Season {
    from: u16,
    to: u16,
}

impl Season {
    /// Whether a day lies in it.
    pub fn holds(self, day: crate::time::Day) -> bool {
        let (_, month, date) = day.parts();
        let day = u16::from(month) * 100 + u16::from(date);
        if self.from <= self.to {
            (self.from..=self.to).contains(&day)
        } else {
            day >= self.from || day <= self.to
        }
    }
}

/// A mark in a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// The state of a car park.
    Lot(Lot),
    /// How it went today, by the name of its page.
    Trend(String),
    /// When a street was last cleared.
    Street(Street),
    /// When there are ploughs at all.
    Season(Season),
    /// When the page was made.
    Now,
}

impl Mark {
    /// Reads what stands between `%%` and `%%`.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('|').collect();
        match parts.as_slice() {
            ["lot", slug, feed, id, capacity, title] => Some(Self::Lot(Lot {
                slug: word(slug)?,
                feed: if feed.is_empty() { String::new() } else { word(feed)? },
                id: (*id).to_owned(),
                capacity: capacity.parse().ok()?,
                title: (*title).to_owned(),
            })),
            ["trend", slug] => word(slug).map(Self::Trend),
            ["street", id, line] => {
                let line: Vec<Point> = line.split_whitespace().map(point).collect::<Option<_>>()?;
                (line.len() > 1).then_some(Self::Street(Street { id: word(id)?, line }))
            }
            ["season", from, to] => Some(Self::Season(Season { from: date(from)?, to: date(to)? })),
            ["now"] => Some(Self::Now),
            _ => None,
        }
    }
}

fn word(text: &str) -> Option<String> {
    let good = (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    good.then(|| text.to_owned())
}

fn point(text: &str) -> Option<Point> {
    let (lat, lon) = text.split_once(',')?;
    let (lat, lon) = (degrees(lat)?, degrees(lon)?);
    ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some((lat, lon))
}

/// A decimal number with up to six digits behind the point. The library's own reader of floats is 15 KB of the Worker.
fn degrees(text: &str) -> Option<f64> {
    let (sign, text) = text.strip_prefix('-').map_or((1.0, text), |text| (-1.0, text));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 6 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let millionths: u32 = format!("{part:0<6}").parse().ok()?;
    Some(sign * (f64::from(whole.parse::<u16>().ok()?) + f64::from(millionths) / 1e6))
}

/// `11-15` as 1115.
fn date(text: &str) -> Option<u16> {
    let (month, day) = text.split_once('-')?;
    let (month, day): (u16, u16) = (month.parse().ok()?, day.parse().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(month * 100 + day)
}

/// A page, cut at its marks: text, then the mark behind it.
#[derive(Debug, Default)]
pub struct LivePage {
    /// The pieces; only the last has no mark.
    pub pieces: Vec<(String, Option<Mark>)>,
}

impl LivePage {
    /// Cuts a page. A mark that cannot be read makes the whole page unusable, so that the site's maker sees it at once.
    pub fn cut(html: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut parts = html.split("%%");
        let mut text = parts.next()?;
        while let Some(mark) = parts.next() {
            pieces.push((text.to_owned(), Some(Mark::parse(mark)?)));
            text = parts.next()?;
        }
        pieces.push((text.to_owned(), None));
        Some(Self { pieces })
    }

    /// The page with something in the place of every mark.
    pub fn fill(&self, mut say: impl FnMut(&Mark) -> String) -> String {
        self.pieces.iter().fold(String::new(), |mut page, (text, mark)| {
            page.push_str(text);
            if let Some(mark) = mark {
                page.push_str(&say(mark));
            }
            page
        })
    }

    /// The car parks on it.
    pub fn lots(&self) -> impl Iterator<Item = &Lot> {
        self.marks().filter_map(|mark| if let Mark::Lot(lot) = mark { Some(lot) } else { None })
    }

    /// The streets on it.
    pub fn streets(&self) -> impl Iterator<Item = &Street> {
        self.marks().filter_map(|mark| if let Mark::Street(street) = mark { Some(street) } else { None })
    }

    /// When there are ploughs.
    pub fn season(&self) -> Option<Season> {
        self.marks().find_map(|mark| if let Mark::Season(season) = mark { Some(*season) } else { None })
    }

    fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.pieces.iter().filter_map(|(_, mark)| mark.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Day;

    #[test]
    fn a_page_is_cut_at_its_marks_and_filled_in_one_pass() {
        let page = LivePage::cut(
            "<p>%%lot|station|demo|P 1|60|駅前 &amp; 北%%</p>%%trend|station%%%%street|honmachi|36.0,138.0 36.1,138.1%%%%season|11-15|04-05%%%%now%%!",
        )
        .unwrap();
        assert_eq!(page.lots().next().map(|lot| (lot.capacity, lot.id.as_str())), Some((60, "P 1")));
        assert_eq!(page.streets().count(), 1);
        let mut filled = 0;
        let text = page.fill(|_| {
            filled += 1;
            "%%now%%".to_owned()
        });
        assert_eq!((filled, text.matches("%%now%%").count()), (5, 5));
        assert!(text.starts_with("<p>%%now%%</p>") && text.ends_with('!'));
    }

    #[test]
    fn a_mark_that_cannot_be_read_spoils_the_page() {
        for bad in [
            "%%",
            "%%what%%",
            "%%lot|a%%",
            "%%lot|a b|f|i|1|t%%",
            "%%lot|a|f|i|-1|t%%",
            "%%street|a|36.0,138.0%%",
            "%%street|a|96.0,1 1,1%%",
            "%%season|13-01|04-05%%",
        ] {
            assert!(LivePage::cut(bad).is_none(), "{bad}");
        }
        assert!(LivePage::cut("100%").is_some());
    }

    #[test]
    fn a_season_goes_over_new_year() {
        let Some(Mark::Season(season)) = Mark::parse("season|11-15|04-05") else { panic!("no season") };
        for (day, holds) in [
            ("2026-11-14", false),
            ("2026-11-15", true),
            ("2026-12-31", true),
            ("2027-01-01", true),
            ("2027-04-05", true),
            ("2027-04-06", false),
        ] {
            assert_eq!(season.holds(Day::parse(day).unwrap()), holds, "{day}");
        }
    }
}
