//! Bodies: bounded, and read strictly.

use crate::fault::Fault;
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use worker::{FormData, FormEntry, Request};

/// The longest form or JSON of a person.
pub(crate) const MAX_BODY: usize = 64 * 1024;
/// The longest part of an import.
pub(crate) const MAX_IMPORT_BODY: usize = 1024 * 1024;

/// Reads at most `limit` bytes.
pub(crate) async fn read(request: &mut Request, limit: usize) -> Result<Vec<u8>, Fault> {
    let declared = request.headers().get("content-length").ok().flatten();
    if declared.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > limit) {
        return Err(Fault::TooLarge);
    }
    // A request without a body has no stream.
    let Ok(mut stream) = request.stream() else { return Ok(Vec::new()) };
    let mut body = Vec::new();
    while let Some(chunk) = stream.next().await {
        body.extend(chunk.map_err(|_| Fault::Malformed("body"))?);
        if body.len() > limit {
            return Err(Fault::TooLarge);
        }
    }
    Ok(body)
}

/// Reads JSON; unknown and doubled fields are for the type to refuse.
pub(crate) async fn json<T: DeserializeOwned>(request: &mut Request, limit: usize) -> Result<T, Fault> {
    if content_type(request) != "application/json" {
        return Err(Fault::Malformed("content-type"));
    }
    let body = read(request, limit).await?;
    serde_json::from_slice(&body).map_err(|_| Fault::Malformed("json"))
}

/// Reads bytes that are nothing but bytes.
pub(crate) async fn bytes(request: &mut Request, limit: usize) -> Result<Vec<u8>, Fault> {
    if content_type(request) != "application/octet-stream" {
        return Err(Fault::Malformed("content-type"));
    }
    read(request, limit).await
}

/// A file that was chosen in a form, with the form's other fields. What is longer than `limit` is not read.
pub(crate) async fn upload(
    request: &mut Request,
    limit: usize,
    field: &str,
) -> Result<(FormData, String, Vec<u8>), Fault> {
    if content_type(request) != "multipart/form-data" {
        return Err(Fault::Malformed("content-type"));
    }
    // The host reads the whole body at once, so its length must be known before.
    let declared = request.headers().get("content-length").ok().flatten();
    let length = declared.and_then(|length| length.parse::<usize>().ok());
    if length.ok_or(Fault::Malformed("content-length"))? > limit {
        return Err(Fault::TooLarge);
    }
    let form = request.form_data().await.map_err(|_| Fault::Malformed("multipart"))?;
    match form.get(field) {
        Some(FormEntry::File(file)) => {
            let bytes = file.bytes().await.map_err(|_| Fault::Malformed("multipart"))?;
            Ok((form, file.name(), bytes))
        }
        // A browser in which no file was chosen sends one without a name, which the host takes for an empty text.
        Some(FormEntry::Field(text)) if text.is_empty() => Ok((form, String::new(), Vec::new())),
        _ => Err(Fault::Malformed("form-field")),
    }
}

/// Whether a form comes that may hold files.
pub(crate) fn is_multipart(request: &Request) -> bool {
    content_type(request) == "multipart/form-data"
}

/// A field of such a form.
pub(crate) fn uploaded_field(form: &FormData, name: &str) -> Result<String, Fault> {
    match form.get(name) {
        Some(FormEntry::Field(text)) => Ok(text),
        _ => Err(Fault::Malformed("form-field")),
    }
}

fn content_type(request: &Request) -> String {
    let header = request.headers().get("content-type").ok().flatten().unwrap_or_default();
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The fields of a form, each at most once unless the form says otherwise.
#[derive(Debug, Default)]
pub(crate) struct Form(BTreeMap<String, Vec<String>>);

impl Form {
    /// The fields of a form in the order in which they came.
    pub(crate) async fn read_pairs(request: &mut Request) -> Result<Vec<(String, String)>, Fault> {
        if content_type(request) != "application/x-www-form-urlencoded" {
            return Err(Fault::Malformed("content-type"));
        }
        Self::pairs(&read(request, MAX_BODY).await?)
    }

    /// Reads `application/x-www-form-urlencoded` (URL Standard, section 5.1), but refuses broken UTF-8.
    pub(crate) async fn read(request: &mut Request) -> Result<Self, Fault> {
        Self::read_up_to(request, MAX_BODY).await
    }

    /// The same for a form with long texts.
    pub(crate) async fn read_up_to(request: &mut Request, limit: usize) -> Result<Self, Fault> {
        if content_type(request) != "application/x-www-form-urlencoded" {
            return Err(Fault::Malformed("content-type"));
        }
        Self::parse(&read(request, limit).await?)
    }

    fn parse(body: &[u8]) -> Result<Self, Fault> {
        let mut form = Self::default();
        for (name, value) in Self::pairs(body)? {
            form.0.entry(name).or_default().push(value);
        }
        Ok(form)
    }

    /// Every field as it was sent, for a protocol that has its own words for what is wrong with them.
    pub(crate) fn pairs(bytes: &[u8]) -> Result<Vec<(String, String)>, Fault> {
        let pairs = bytes.split(|b| *b == b'&').filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| {
                let mut parts = pair.splitn(2, |b| *b == b'=');
                let name = decode(parts.next().unwrap_or_default())?;
                Ok((name, decode(parts.next().unwrap_or_default())?))
            })
            .collect()
    }

    /// A field that must be there once.
    pub(crate) fn one(&self, name: &str) -> Result<&str, Fault> {
        match self.0.get(name).map(Vec::as_slice) {
            Some([value]) => Ok(value),
            _ => Err(Fault::Malformed("form-field")),
        }
    }

    /// A field that may be missing, but not doubled.
    pub(crate) fn optional(&self, name: &str) -> Result<&str, Fault> {
        match self.0.get(name).map(Vec::as_slice) {
            None => Ok(""),
            Some([value]) => Ok(value),
            Some(_) => Err(Fault::Malformed("form-field")),
        }
    }

    /// A field that may come any number of times, such as check boxes.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.get(name).into_iter().flatten().map(String::as_str)
    }
}

fn decode(bytes: &[u8]) -> Result<String, Fault> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let digit = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
                let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) else {
                    return Err(Fault::Malformed("form-encoding"));
                };
                out.push(u8::try_from(high * 16 + low).unwrap_or_default());
            }
            other => out.push(*other),
        }
    }
    String::from_utf8(out).map_err(|_| Fault::Malformed("utf-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_strictly() {
        let form = Form::parse("a=1&b=%E3%81%B2+x&c=1&c=2".as_bytes()).unwrap();
        assert_eq!(form.one("a").unwrap(), "1");
        assert_eq!(form.one("b").unwrap(), "ひ x");
        assert!(form.one("c").is_err() && form.optional("c").is_err());
        assert_eq!(form.all("c").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(form.optional("d").unwrap(), "");
        for bad in [&b"a=%"[..], b"a=%G0", b"a=%E3%81", b"a=\xff", b"%C0%80=1", b"a=%ED%A0%80"] {
            assert!(Form::parse(bad).is_err(), "{bad:?}");
        }
    }
}
