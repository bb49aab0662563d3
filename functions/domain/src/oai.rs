//! OAI-PMH 2.0, by which libraries harvest lectures and archive items: what is asked, and the answer to it.
//!
//! The records are prepared when the site is built. A list of them (one line each) is read for every question; the
//! records themselves lie in chunks, of which a page of an answer needs a few. Both formats are made by `cargo town`
//! with [`RecordLine`] and read here.

use crate::time::{Day, Timestamp};
use std::fmt::Write as _;

/// So many records in one answer.
pub const PAGE: usize = 50;
/// Where the list lies in the static files.
pub const LIST: &str = "/_oai/list.txt";
const FIRST_WORD: &str = "hibiki-oai-1";
const PREFIX: &str = "oai_dc";
const DC_NAMESPACE: &str = "http://www.openarchives.org/OAI/2.0/oai_dc/";
const DC_SCHEMA: &str = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd";

/// Where a chunk lies in the static files.
pub fn chunk_path(number: usize) -> String {
    format!("/_oai/{number}.txt")
}

/// The first line of the list: what the repository says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head<'a> {
    /// Changes with every build that changes a record: an old resumption token is then refused.
    pub stamp: &'a str,
    /// The earliest change.
    pub earliest: &'a str,
    /// Whom to write to.
    pub email: &'a str,
    /// The repository's name.
    pub name: &'a str,
}

impl Head<'_> {
    /// The line.
    pub fn line(&self) -> String {
        [FIRST_WORD, self.stamp, self.earliest, self.email, self.name].map(without_tabs).join("\t") + "\n"
    }
}

/// The line of a set: its spec and name.
pub fn set_line(spec: &str, name: &str) -> String {
    format!("S\t{}\t{}\n", without_tabs(spec), without_tabs(name))
}

/// The line of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordLine<'a> {
    /// The day of the last change.
    pub day: &'a str,
    /// The innermost set: `lectures:river-school` belongs to `lectures` too.
    pub set: &'a str,
    /// What follows the host in the identifier.
    pub id: &'a str,
    /// It was withdrawn.
    pub deleted: bool,
    /// In which chunk its metadata lies.
    pub chunk: usize,
}

impl RecordLine<'_> {
    /// The line.
    pub fn line(&self) -> String {
        let deleted = if self.deleted { "D" } else { "-" };
        format!("R\t{}\t{}\t{}\t{deleted}\t{}\n", self.day, self.set, without_tabs(self.id), self.chunk)
    }
}

fn without_tabs(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

fn record(line: &str) -> Option<RecordLine<'_>> {
    let mut parts = line.strip_prefix("R\t")?.split('\t');
    Some(RecordLine {
        day: parts.next()?,
        set: parts.next()?,
        id: parts.next()?,
        deleted: parts.next()? == "D",
        chunk: parts.next()?.parse().ok()?,
    })
}

/// What the answer depends on beside the question.
#[derive(Debug, Clone, Copy)]
pub struct Repository<'a> {
    /// The address that is asked.
    pub base_url: &'a str,
    /// The host in identifiers, without a port.
    pub host: &'a str,
    /// Now.
    pub now: Timestamp,
    /// The list.
    pub list: &'a str,
}

/// The answer, or what is still needed for it.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// The whole answer.
    Whole(String),
    /// Records, whose metadata lie in chunks.
    Records(Records<'a>),
    /// The list cannot be read: the site was not built.
    Broken,
}

/// An answer that lacks its metadata.
#[derive(Debug, PartialEq, Eq)]
pub struct Records<'a> {
    before: String,
    host: &'a str,
    page: Vec<RecordLine<'a>>,
    after: String,
}

impl Records<'_> {
    /// The chunks that are needed, each once.
    pub fn chunks(&self) -> Vec<usize> {
        let mut chunks: Vec<usize> =
            self.page.iter().filter(|record| !record.deleted).map(|record| record.chunk).collect();
        chunks.sort_unstable();
        chunks.dedup();
        chunks
    }

    /// The whole answer. None: a chunk lacks a record, because the site was built in between.
    pub fn fill(&self, chunks: &[String]) -> Option<String> {
        let mut out = self.before.clone();
        for record in &self.page {
            let _ = write!(out, "<record>{}", header(self.host, record));
            if !record.deleted {
                let mut lines = chunks.iter().flat_map(|chunk| chunk.lines());
                let metadata =
                    lines.find_map(|line| line.split_once('\t').filter(|(id, _)| *id == record.id))?.1;
                let _ = write!(out, "<metadata>{metadata}</metadata>");
            }
            out.push_str("</record>");
        }
        out.push_str(&self.after);
        Some(out)
    }
}

/// Everything that can be wrong with a question, as the protocol names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    BadArgument,
    BadResumptionToken,
    BadVerb,
    CannotDisseminateFormat,
    IdDoesNotExist,
    NoRecordsMatch,
    NoSetHierarchy,
}

impl Wrong {
    const fn code(self) -> &'static str {
        match self {
            Self::BadArgument => "badArgument",
            Self::BadResumptionToken => "badResumptionToken",
            Self::BadVerb => "badVerb",
            Self::CannotDisseminateFormat => "cannotDisseminateFormat",
            Self::IdDoesNotExist => "idDoesNotExist",
            Self::NoRecordsMatch => "noRecordsMatch",
            Self::NoSetHierarchy => "noSetHierarchy",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::BadArgument => {
                "An argument is missing, unknown, repeated, or not of its form (days: YYYY-MM-DD)."
            }
            Self::BadResumptionToken => "The token is not ours or has expired: begin the list again.",
            Self::BadVerb => "The verb is missing, repeated or unknown.",
            Self::CannotDisseminateFormat => "Only oai_dc is spoken here.",
            Self::IdDoesNotExist => "There is no such record.",
            Self::NoRecordsMatch => "No record fits.",
            Self::NoSetHierarchy => "There are no sets.",
        }
    }
}

/// The arguments, each at most once.
struct Arguments<'q>(&'q [(String, String)]);

impl<'q> Arguments<'q> {
    fn one(&self, name: &str) -> Option<&'q str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Only these, and none twice.
    fn only(&self, allowed: &[&str]) -> Result<(), Wrong> {
        let fits = self.0.iter().enumerate().all(|(place, (name, _))| {
            allowed.contains(&name.as_str()) && !self.0[..place].iter().any(|(other, _)| other == name)
        });
        if fits { Ok(()) } else { Err(Wrong::BadArgument) }
    }
}

const VERBS: [&str; 6] =
    ["Identify", "ListMetadataFormats", "ListSets", "ListIdentifiers", "ListRecords", "GetRecord"];

/// Answers a question.
pub fn answer<'a>(repository: &Repository<'a>, question: &[(String, String)]) -> Answer<'a> {
    let Some(head) = head(repository.list) else { return Answer::Broken };
    let arguments = Arguments(question);
    let mut verbs = question.iter().filter(|(name, _)| name == "verb").map(|(_, value)| value.as_str());
    let result = match (verbs.next(), verbs.next()) {
        (Some(verb), None) if VERBS.contains(&verb) => answer_verb(repository, &head, verb, &arguments),
        _ => Err(Wrong::BadVerb),
    };
    match result {
        Ok(answer) => answer,
        Err(wrong) => {
            // The arguments are repeated only where they were legal.
            let repeated: &[(String, String)] =
                if matches!(wrong, Wrong::BadVerb | Wrong::BadArgument) { &[] } else { question };
            let mut out = begin(repository, repeated);
            let _ = writeln!(out, "<error code=\"{}\">{}</error></OAI-PMH>", wrong.code(), wrong.words());
            Answer::Whole(out)
        }
    }
}

fn answer_verb<'a>(
    repository: &Repository<'a>,
    head: &Head<'a>,
    verb: &str,
    arguments: &Arguments<'_>,
) -> Result<Answer<'a>, Wrong> {
    let mut out = begin(repository, arguments.0);
    match verb {
        "Identify" => {
            arguments.only(&["verb"])?;
            let _ = write!(
                out,
                "<Identify><repositoryName>{}</repositoryName><baseURL>{}</baseURL><protocolVersion>2.0</protocolVersion>\
                 <adminEmail>{}</adminEmail><earliestDatestamp>{}</earliestDatestamp><deletedRecord>transient</deletedRecord>\
                 <granularity>YYYY-MM-DD</granularity></Identify>",
                escape(head.name),
                escape(repository.base_url),
                escape(head.email),
                escape(head.earliest),
            );
        }
        "ListMetadataFormats" => {
            arguments.only(&["verb", "identifier"])?;
            if let Some(identifier) = arguments.one("identifier") {
                find(repository, identifier).ok_or(Wrong::IdDoesNotExist)?;
            }
            let _ = write!(
                out,
                "<ListMetadataFormats><metadataFormat><metadataPrefix>{PREFIX}</metadataPrefix><schema>{DC_SCHEMA}</schema>\
                 <metadataNamespace>{DC_NAMESPACE}</metadataNamespace></metadataFormat></ListMetadataFormats>"
            );
        }
        "ListSets" => {
            if arguments.one("resumptionToken").is_some() {
                arguments.only(&["verb", "resumptionToken"])?;
                return Err(Wrong::BadResumptionToken); // all sets fit into one answer
            }
            arguments.only(&["verb"])?;
            let mut sets = repository
                .list
                .lines()
                .filter_map(|line| line.strip_prefix("S\t")?.split_once('\t'))
                .peekable();
            sets.peek().ok_or(Wrong::NoSetHierarchy)?;
            out.push_str("<ListSets>");
            for (spec, name) in sets {
                let _ = write!(
                    out,
                    "<set><setSpec>{}</setSpec><setName>{}</setName></set>",
                    escape(spec),
                    escape(name)
                );
            }
            out.push_str("</ListSets>");
        }
        "GetRecord" => {
            arguments.only(&["verb", "identifier", "metadataPrefix"])?;
            let identifier = arguments.one("identifier").ok_or(Wrong::BadArgument)?;
            let prefix = arguments.one("metadataPrefix").ok_or(Wrong::BadArgument)?;
            let record = find(repository, identifier).ok_or(Wrong::IdDoesNotExist)?;
            if prefix != PREFIX {
                return Err(Wrong::CannotDisseminateFormat);
            }
            out.push_str("<GetRecord>");
            let after = "</GetRecord></OAI-PMH>\n".to_owned();
            return Ok(Answer::Records(Records {
                before: out,
                host: repository.host,
                page: vec![record],
                after,
            }));
        }
        _ => return list(repository, head, verb, arguments, out),
    }
    out.push_str("</OAI-PMH>\n");
    Ok(Answer::Whole(out))
}

/// Which records are meant, and from which on.
struct Wanted {
    set: String,
    from: Option<Day>,
    until: Option<Day>,
    /// The place of the first in the list.
    place: usize,
    /// How many were given before.
    given: usize,
}

fn list<'a>(
    repository: &Repository<'a>,
    head: &Head<'a>,
    verb: &str,
    arguments: &Arguments<'_>,
    mut out: String,
) -> Result<Answer<'a>, Wrong> {
    let wanted = if let Some(token) = arguments.one("resumptionToken") {
        arguments.only(&["verb", "resumptionToken"])?;
        resume(head, token).ok_or(Wrong::BadResumptionToken)?
    } else {
        arguments.only(&["verb", "metadataPrefix", "set", "from", "until"])?;
        let prefix = arguments.one("metadataPrefix").ok_or(Wrong::BadArgument)?;
        let day = |name| arguments.one(name).map(Day::parse).transpose().map_err(|_| Wrong::BadArgument);
        let (from, until) = (day("from")?, day("until")?);
        if from.zip(until).is_some_and(|(from, until)| from > until) {
            return Err(Wrong::BadArgument);
        }
        if prefix != PREFIX {
            return Err(Wrong::CannotDisseminateFormat);
        }
        let set = arguments.one("set").unwrap_or_default().to_owned();
        Wanted { set, from, until, place: 0, given: 0 }
    };
    let (from, until) = (wanted.from.map(|day| day.to_string()), wanted.until.map(|day| day.to_string()));
    let fits = |record: &RecordLine<'_>| {
        let inside = record.set.strip_prefix(wanted.set.as_str());
        (wanted.set.is_empty() || inside.is_some_and(|rest| rest.is_empty() || rest.starts_with(':')))
            && from.as_deref().is_none_or(|from| record.day >= from)
            && until.as_deref().is_none_or(|until| record.day <= until)
    };
    let all = repository.list.lines().filter_map(record).enumerate().filter(|(_, record)| fits(record));
    let mut size = 0;
    let mut page = Vec::new();
    let mut next = None;
    for (place, record) in all {
        size += 1;
        if place >= wanted.place {
            if page.len() < PAGE {
                page.push(record);
            } else if next.is_none() {
                next = Some(place);
            }
        }
    }
    if page.is_empty() {
        return Err(if wanted.given > 0 { Wrong::BadResumptionToken } else { Wrong::NoRecordsMatch });
    }
    let _ = write!(out, "<{verb}>");
    let mut after = String::new();
    if next.is_some() || wanted.given > 0 {
        let _ = write!(after, "<resumptionToken completeListSize=\"{size}\" cursor=\"{}\">", wanted.given);
        if let Some(place) = next {
            let part = |text: &Option<String>| text.clone().unwrap_or_default();
            let given = wanted.given + page.len();
            let token =
                format!("{}!{place}!{given}!{}!{}!{}", head.stamp, wanted.set, part(&from), part(&until));
            after.push_str(&escape(&token));
        }
        after.push_str("</resumptionToken>");
    }
    let _ = writeln!(after, "</{verb}></OAI-PMH>");
    if verb == "ListRecords" {
        return Ok(Answer::Records(Records { before: out, host: repository.host, page, after }));
    }
    for record in &page {
        out.push_str(&header(repository.host, record));
    }
    out.push_str(&after);
    Ok(Answer::Whole(out))
}

fn resume(head: &Head<'_>, token: &str) -> Option<Wanted> {
    let parts: Vec<&str> = token.split('!').collect();
    let [stamp, place, given, set, from, until] = parts.as_slice() else { return None };
    let day = |text: &str| if text.is_empty() { Some(None) } else { Day::parse(text).ok().map(Some) };
    let wanted = Wanted {
        set: (*set).to_owned(),
        from: day(from)?,
        until: day(until)?,
        place: place.parse().ok()?,
        given: given.parse().ok()?,
    };
    (*stamp == head.stamp && wanted.given > 0).then_some(wanted)
}

fn head(list: &str) -> Option<Head<'_>> {
    let mut parts = list.lines().next()?.split('\t');
    if parts.next()? != FIRST_WORD {
        return None;
    }
    Some(Head { stamp: parts.next()?, earliest: parts.next()?, email: parts.next()?, name: parts.next()? })
}

fn find<'a>(repository: &Repository<'a>, identifier: &str) -> Option<RecordLine<'a>> {
    let id = identifier.strip_prefix("oai:")?.strip_prefix(repository.host)?.strip_prefix(':')?;
    repository.list.lines().filter_map(record).find(|record| record.id == id)
}

fn header(host: &str, record: &RecordLine<'_>) -> String {
    let deleted = if record.deleted { " status=\"deleted\"" } else { "" };
    let mut out = format!(
        "<header{deleted}><identifier>oai:{}:{}</identifier><datestamp>{}</datestamp>",
        escape(host),
        escape(record.id),
        record.day
    );
    for (at, _) in record.set.match_indices(':').chain([(record.set.len(), "")]) {
        let _ = write!(out, "<setSpec>{}</setSpec>", escape(&record.set[..at]));
    }
    out.push_str("</header>");
    out
}

fn begin(repository: &Repository<'_>, arguments: &[(String, String)]) -> String {
    let mut attributes = String::new();
    for (name, value) in arguments {
        let _ = write!(attributes, " {name}=\"{}\"", escape(value));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd\">\
         <responseDate>{}</responseDate><request{attributes}>{}</request>",
        repository.now.utc(),
        escape(repository.base_url)
    )
}

/// The metadata of a record: `(element, language, text)` in the order of Dublin Core.
pub fn dublin_core(elements: &[(&str, Option<&str>, &str)]) -> String {
    let mut out = format!(
        "<oai_dc:dc xmlns:oai_dc=\"{DC_NAMESPACE}\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"{DC_NAMESPACE} {DC_SCHEMA}\">"
    );
    for (name, language, text) in elements.iter().filter(|(_, _, text)| !text.is_empty()) {
        let language = language.map_or(String::new(), |language| format!(" xml:lang=\"{language}\""));
        let _ = write!(out, "<dc:{name}{language}>{}</dc:{name}>", escape(&without_tabs(text)));
    }
    out.push_str("</oai_dc:dc>");
    out
}

/// As XML text or attribute; what XML cannot say is left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() && letter != '\n' && letter != '\t' => {}
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(records: usize) -> String {
        let head =
            Head { stamp: "s1", earliest: "2026-01-01", email: "a@town.example", name: "ひびき町" };
        let mut list = head.line() + &set_line("lectures", "講演") + &set_line("lectures:river", "川");
        for place in 0..records {
            let id = format!("lectures/{place}");
            let set = if place % 2 == 0 { "lectures:river" } else { "lectures:farm" };
            let day = if place < 3 { "2026-01-01" } else { "2026-06-01" };
            list += &RecordLine { day, set, id: &id, deleted: place == 1, chunk: place / PAGE }.line();
        }
        list
    }

    fn ask<'a>(list: &'a str, question: &str) -> Answer<'a> {
        let repository = Repository {
            base_url: "https://town.example/oai",
            host: "town.example",
            now: Timestamp(1_795_186_800),
            list,
        };
        let pairs: Vec<(String, String)> = question
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        answer(&repository, &pairs)
    }

    #[track_caller]
    fn text(list: &str, question: &str) -> String {
        match ask(list, question) {
            Answer::Whole(text) => text,
            Answer::Records(records) => {
                let lines: Vec<_> = (0..200).map(|n| format!("lectures/{n}\t<m>{n}</m>")).collect();
                let chunk = lines.join("\n");
                records.fill(&[chunk]).unwrap()
            }
            Answer::Broken => panic!("broken"),
        }
    }

    #[test]
    fn every_error_of_the_protocol_is_told_by_its_name() {
        let list = sample(3);
        for (question, code) in [
            ("", "badVerb"),
            ("verb=Nothing", "badVerb"),
            ("verb=Identify&verb=Identify", "badVerb"),
            ("verb=Identify&x=1", "badArgument"),
            ("verb=ListRecords", "badArgument"),
            ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=2026", "badArgument"),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00Z", "badArgument"),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-01&until=2026-01-01", "badArgument"),
            ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
            ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
            ("verb=ListRecords&resumptionToken=old!1!1!!!", "badResumptionToken"),
            ("verb=ListIdentifiers&resumptionToken=s1!9999!1!!!", "badResumptionToken"),
            ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
            ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
            (
                "verb=GetRecord&metadataPrefix=marc21&identifier=oai:town.example:lectures/0",
                "cannotDisseminateFormat",
            ),
            ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:town.example:no", "idDoesNotExist"),
            ("verb=GetRecord&identifier=oai:town.example:lectures/0", "badArgument"),
            ("verb=ListMetadataFormats&identifier=x", "idDoesNotExist"),
            ("verb=ListIdentifiers&metadataPrefix=oai_dc&until=2020-01-01", "noRecordsMatch"),
            ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=lect", "noRecordsMatch"),
        ] {
            let answer = text(&list, question);
            assert!(answer.contains(&format!("<error code=\"{code}\">")), "{question}: {answer}");
            let bare = answer.contains("<request>https://town.example/oai</request>");
            assert_eq!(bare, question.is_empty() || matches!(code, "badVerb" | "badArgument"), "{question}");
        }
        let bare = Head { stamp: "s", earliest: "2026-01-01", email: "a@b", name: "n" }.line();
        assert!(text(&bare, "verb=ListSets").contains("noSetHierarchy"));
        assert_eq!(ask("", "verb=Identify"), Answer::Broken);
    }

    #[test]
    fn a_long_list_comes_in_pages_and_the_last_ends_with_an_empty_token() {
        let list = sample(120);
        let mut question = "verb=ListIdentifiers&metadataPrefix=oai_dc".to_owned();
        let mut seen = Vec::new();
        let mut pages = 0;
        loop {
            let answer = text(&list, &question);
            pages += 1;
            seen.extend(
                answer.split("<identifier>").skip(1).map(|part| part.split('<').next().unwrap().to_owned()),
            );
            let (_, token) = answer.split_once("<resumptionToken ").unwrap();
            assert!(token.contains("completeListSize=\"120\""));
            let (_, token) = token.split_once('>').unwrap();
            let token = token.split('<').next().unwrap();
            if token.is_empty() {
                break;
            }
            question = format!("verb=ListIdentifiers&resumptionToken={token}");
        }
        assert_eq!((pages, seen.len()), (3, 120));
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 120, "none twice");
    }

    #[test]
    fn a_withdrawn_record_keeps_its_header_and_loses_its_metadata() {
        let answer = text(&sample(3), "verb=ListRecords&metadataPrefix=oai_dc");
        assert!(
            answer
                .contains("<header status=\"deleted\"><identifier>oai:town.example:lectures/1</identifier>")
        );
        assert!(!answer.contains("<m>1</m>") && answer.contains("<m>0</m>") && answer.contains("<m>2</m>"));
        assert!(answer.contains("<setSpec>lectures</setSpec><setSpec>lectures:river</setSpec>"));
        assert!(!answer.contains("resumptionToken"), "one page needs none");
    }

    #[test]
    fn sets_and_days_choose_both_ends_included() {
        let list = sample(10);
        let count = |question: &str| text(&list, question).matches("<header").count();
        assert_eq!(count("verb=ListIdentifiers&metadataPrefix=oai_dc&set=lectures"), 10);
        assert_eq!(count("verb=ListIdentifiers&metadataPrefix=oai_dc&set=lectures:river"), 5);
        assert_eq!(count("verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-01"), 3);
        assert_eq!(count("verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-06-01"), 7);
    }

    #[test]
    fn what_was_asked_is_repeated_without_breaking_the_answer() {
        let answer = text(&sample(1), "verb=GetRecord&metadataPrefix=oai_dc&identifier=\"><x>&");
        assert!(answer.contains("identifier=\"&quot;&gt;&lt;x&gt;\""), "{answer}");
        assert!(answer.contains("<responseDate>2026-11-20T15:00:00Z</responseDate>"));
        let metadata = dublin_core(&[("title", Some("ja"), "a<b\n\u{1}c"), ("creator", None, "")]);
        assert!(
            metadata.contains("<dc:title xml:lang=\"ja\">a&lt;b c</dc:title>")
                && !metadata.contains("creator")
        );
    }
}
