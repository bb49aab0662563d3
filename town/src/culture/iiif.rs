//! IIIF: pictures as tiles (Image API 3, level 0: files alone, no server) and what belongs together as manifests
//! (Presentation API 3).

use super::{
    frame,
    read::Item,
    words::{code, tag},
};
use crate::{
    build::copy_files,
    trouble::{AtPath as _, Result, Trouble},
};
use data_encoding::HEXLOWER;
use hibiki_domain::language::Language;
use image::{DynamicImage, imageops::FilterType};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::{fs, io::Cursor, path::Path};

const TILE: u32 = 512;
/// The whole picture beside its own size, for lists and pages: its longer side, so that a tall newspaper is no heavier
/// than a photograph.
const SIDES: [u32; 2] = [400, 800];

/// A picture in tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Picture {
    /// The address of the whole picture, neither side longer than that.
    pub(super) fn whole(self, base: &str, side: u32) -> String {
        let (width, height) = self.scaled(side);
        format!("{base}/full/{width},{height}/0/default.jpg")
    }

    /// Its size then.
    pub(super) fn scaled(self, side: u32) -> (u32, u32) {
        let longer = self.width.max(self.height).max(1);
        let shrink = |length: u32| {
            let length = u64::from(length) * u64::from(side.min(longer)) / u64::from(longer);
            u32::try_from(length).unwrap_or(side).max(1)
        };
        (shrink(self.width), shrink(self.height))
    }

    fn factors(self) -> Vec<u32> {
        let mut factors = vec![1];
        while self.width.max(self.height).div_ceil(factors[factors.len() - 1]) > TILE {
            factors.push(factors[factors.len() - 1] * 2);
        }
        factors
    }

    fn info(self, id: &str) -> Value {
        let mut sizes: Vec<_> = SIDES.into_iter().map(|side| self.scaled(side)).collect();
        sizes.push((self.width, self.height));
        sizes.dedup();
        json!({
            "@context": "http://iiif.io/api/image/3/context.json",
            "id": id,
            "type": "ImageService3",
            "protocol": "http://iiif.io/api/image",
            "profile": "level0",
            "width": self.width,
            "height": self.height,
            "sizes": sizes.iter().map(|(width, height)| json!({ "width": width, "height": height })).collect::<Vec<_>>(),
            "tiles": [{ "width": TILE, "scaleFactors": self.factors() }],
        })
    }
}

/// Makes the tiles of a picture below `/iiif/<name>/`. They are kept in `cache` until the picture changes.
pub(super) fn tiles(file: &Path, name: &str, cache: &Path) -> Result<(Picture, std::path::PathBuf)> {
    let bytes = fs::read(file).at("read", file)?;
    let mut hash = Sha256::new();
    hash.update(format!("{TILE} {SIDES:?} ")); // what is kept was made for these
    hash.update(&bytes);
    let hash = HEXLOWER.encode(&hash.finalize()[..10]);
    let kept = cache.join(format!("{name}-{hash}"));
    let size = kept.join("size.json");
    if let Some([width, height]) =
        fs::read(&size).ok().and_then(|text| serde_json::from_slice::<[u32; 2]>(&text).ok())
    {
        return Ok((Picture { width, height }, kept.join("tiles")));
    }
    let trouble = |why: image::ImageError| {
        Trouble::new(format!("{}: {why}", file.display())).next("Save the picture again, as JPEG or PNG.")
    };
    let whole = image::load_from_memory(&bytes).map_err(trouble)?;
    let whole = DynamicImage::ImageRgb8(whole.to_rgb8());
    let picture = Picture { width: whole.width(), height: whole.height() };
    let folder = kept.join("tiles");
    let put = |picture: &DynamicImage, place: &str| -> Result<()> {
        let mut jpeg = Cursor::new(Vec::new());
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 80);
        picture.write_with_encoder(encoder).map_err(trouble)?;
        frame::write(&folder, &format!("{place}/0/default.jpg"), jpeg.get_ref())
    };
    put(&whole, "full/max")?;
    put(&whole, &format!("full/{},{}", picture.width, picture.height))?;
    for side in SIDES {
        let (width, height) = picture.scaled(side);
        put(&whole.resize_exact(width, height, FilterType::Lanczos3), &format!("full/{width},{height}"))?;
    }
    for factor in picture.factors() {
        let (width, height) = (picture.width.div_ceil(factor), picture.height.div_ceil(factor));
        let scaled =
            if factor == 1 { whole.clone() } else { whole.resize_exact(width, height, FilterType::Lanczos3) };
        for top in (0..height).step_by(TILE as usize) {
            for left in (0..width).step_by(TILE as usize) {
                let (w, h) = (TILE.min(width - left), TILE.min(height - top));
                let tile = scaled.crop_imm(left, top, w, h);
                // The region is named in pixels of the whole picture and ends at its edge.
                let (x, y) = (left * factor, top * factor);
                let (rw, rh) = ((w * factor).min(picture.width - x), (h * factor).min(picture.height - y));
                let all = rw == picture.width && rh == picture.height;
                if all {
                    put(&tile, &format!("full/{w},{h}"))?;
                }
                put(&tile, &format!("{x},{y},{rw},{rh}/{w},{h}"))?;
            }
        }
    }
    frame::write(&kept, "size.json", json!([picture.width, picture.height]).to_string().as_bytes())?;
    Ok((picture, folder))
}

/// Puts tiles and `info.json` into the site.
pub(super) fn publish(site: &Path, origin: &str, name: &str, picture: Picture, tiles: &Path) -> Result<()> {
    let path = format!("/iiif/{name}");
    copy_files(tiles, &site.join(path.trim_start_matches('/')))?;
    let info = picture.info(&format!("{origin}{path}")).to_string();
    frame::write(site, &format!("{path}/info.json"), info.as_bytes())
}

/// The same thing in the languages in which it is said.
pub(super) fn said(item: &Item, word: impl Fn(Language) -> Option<String>) -> Value {
    let mut map = Map::new();
    for language in [Language::Japanese, Language::English] {
        if item.translation(language).is_some()
            && let Some(word) = word(language).filter(|word| !word.is_empty())
        {
            map.insert(tag(language).to_owned(), json!([word]));
        }
    }
    Value::Object(map)
}

/// The frame of a manifest; the canvas is the caller's.
pub(super) fn manifest(
    item: &Item,
    origin: &str,
    town: &str,
    licence: Option<&str>,
    metadata: &[(Value, Value)],
    canvas: &Value,
) -> Value {
    let page = format!("{origin}{}", item.path(Language::Japanese));
    let pages: Vec<Value> = Language::ALL
        .into_iter()
        .filter(|language| item.translation(*language).is_some())
        .map(|language| {
            json!({
                "id": format!("{origin}{}", item.path(language)), "type": "Text",
                "label": { code(language): [item.text(language).title] }, "format": "text/html",
                "language": [tag(language)],
            })
        })
        .collect();
    let mut value = json!({
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": format!("{page}manifest.json"),
        "type": "Manifest",
        "label": said(item, |language| Some(item.text(language).title.clone())),
        "summary": said(item, |language| Some(item.text(language).description.clone())),
        "metadata": metadata.iter().map(|(label, value)| json!({ "label": label, "value": value })).collect::<Vec<_>>(),
        "requiredStatement": { "label": { "ja": ["公開"], "en": ["Published by"] }, "value": { "ja": [town] } },
        "homepage": pages,
        "items": [canvas],
    });
    if let Some(licence) = licence {
        value["rights"] = json!(licence);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tile_that_info_json_promises_is_there_and_none_reaches_beyond_the_picture() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p.png");
        image::RgbImage::from_fn(1300, 700, |x, y| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 0]))
            .save(&file)
            .unwrap();
        let (picture, made) = tiles(&file, "p", folder.path()).unwrap();
        assert_eq!(picture, Picture { width: 1300, height: 700 });
        let site = folder.path().join("site");
        publish(&site, "https://t", "p", picture, &made).unwrap();
        let info: Value = serde_json::from_slice(&fs::read(site.join("iiif/p/info.json")).unwrap()).unwrap();
        assert_eq!(info["tiles"][0]["scaleFactors"], json!([1, 2, 4]));
        for (place, size) in [
            ("0,0,512,512/512,512", (512, 512)),
            ("1024,512,276,188/276,188", (276, 188)),
            ("0,0,1024,700/512,350", (512, 350)),
            ("0,0,1300,700/325,175", (325, 175)),
            ("full/325,175", (325, 175)),
            ("full/400,215", (400, 215)),
            ("full/max", (1300, 700)),
        ] {
            let tile = image::open(site.join(format!("iiif/p/{place}/0/default.jpg"))).unwrap();
            assert_eq!((tile.width(), tile.height()), size, "{place}");
        }
        assert_eq!(tiles(&file, "p", folder.path()).unwrap().0, picture, "kept");
    }
}
