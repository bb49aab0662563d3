//! The content room: what people write, read as what it must be. `cargo town check-content` says what is wrong with it.

pub(crate) mod aed;
mod body;
pub(crate) mod captions;
mod finding;
mod front;
pub(crate) mod kinds;
mod links;
mod names;
mod pictures;
mod reading;
mod times;
pub(crate) mod values;

pub(crate) use finding::{Finding, Level};
pub(crate) use front::lines_before;

use crate::{
    trouble::{Result, Trouble},
    workshop::Workshop,
};
use kinds::{Course, Event, Facility, Front, News, Notice};
use reading::Reading;
use std::path::Path;
use values::Date;

/// The table of places with an AED.
const AED: &str = "aed/aed.csv";

/// A page in Japanese, with its facts.
#[derive(Debug)]
pub(crate) struct Page<E> {
    /// Where it stands, from `content/` on.
    pub(crate) file: String,
    /// Its name without date and ending.
    pub(crate) slug: String,
    /// The day in its name.
    pub(crate) day: Option<Date>,
    /// Its front matter.
    pub(crate) front: Front<E>,
}

impl<E> Page<E> {
    /// Its address on the site.
    pub(crate) fn address(&self) -> String {
        let folder = self.file.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("/{folder}/{}/", self.slug)
    }
}

/// A text for notices, in every language that it is there in.
#[derive(Debug)]
pub(crate) struct NoticeText {
    pub(crate) page: Page<Notice>,
    pub(crate) body: String,
    /// Subject and text.
    pub(crate) easy: Option<(String, String)>,
    pub(crate) english: Option<(String, String)>,
}

/// What the content room holds, and what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct Library {
    /// News, by file name.
    pub(crate) news: Vec<Page<News>>,
    /// Facilities, by file name.
    pub(crate) facilities: Vec<Page<Facility>>,
    /// Courses, by file name.
    pub(crate) courses: Vec<Page<Course>>,
    /// Events, by file name.
    pub(crate) events: Vec<Page<Event>>,
    /// Texts for notices, by file name.
    pub(crate) notices: Vec<NoticeText>,
    /// Places with an AED, in the table's order.
    pub(crate) aed: Vec<aed::Aed>,
    /// Everything that was found, errors before hints.
    pub(crate) findings: Vec<Finding>,
    files: usize,
}

impl Library {
    /// Reads and checks `content/`, which lies beside `site/`.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        Ok(Reading::new(root)?.read())
    }

    fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.level == Level::Error).count()
    }
}

/// `cargo town check-content`.
pub(crate) fn check(workshop: &Workshop, json: bool) -> Result<()> {
    let library = Library::read(workshop.root())?;
    if json {
        let text = serde_json::to_string_pretty(&library.findings)
            .map_err(|error| Trouble::new(format!("Could not write the findings: {error}")))?;
        println!("{text}");
    } else {
        for finding in &library.findings {
            println!("{finding}");
        }
    }
    let errors = library.errors();
    if errors > 0 {
        return Err(Trouble::new(format!("content/ に直すところが{errors}か所あります。"))
            .next("上の → のとおりに直して、もう一度 `cargo town check-content` を実行してください。"));
    }
    if !json {
        println!("content/ の{}個のファイルに、間違いは見つかりませんでした。", library.files);
    }
    Ok(())
}

/// Before a build: nothing wrong goes out. Hints are for `check-content`.
pub(crate) fn refuse_errors(workshop: &Workshop) -> Result<Library> {
    let library = Library::read(workshop.root())?;
    let wrong: Vec<String> = library
        .findings
        .iter()
        .filter(|f| f.level == Level::Error)
        .take(20)
        .map(ToString::to_string)
        .collect();
    if wrong.is_empty() {
        return Ok(library);
    }
    Err(Trouble::new(format!(
        "content/ に直すところが{}か所あるため、サイトを作りませんでした。\n{}",
        library.errors(),
        wrong.join("\n")
    ))
    .next("上の → のとおりに直してください。すべてを見るには `cargo town check-content`"))
}

/// What `cargo town check` shows.
pub(crate) fn wrong(workshop: &Workshop) -> Result<Vec<String>> {
    let library = Library::read(workshop.root())?;
    Ok(library.findings.iter().filter(|f| f.level == Level::Error).map(ToString::to_string).collect())
}

#[cfg(test)]
mod tests;
