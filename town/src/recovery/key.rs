//! `recovery-key`: makes the town's recovery key, on a machine without a network.

use super::ask::Talk;
use crate::{
    trouble::{AtPath as _, Result, Trouble},
    workshop::private_folder,
};
use askama::Template;
use hibiki_domain::{
    health::sealed::{LockPublicKey, RecoverySecret, Share},
    time::Day,
};
use std::{
    fs,
    io::{BufRead, Write},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// A folder that lies in memory: what is put there is on no disk, and gone when the machine is switched off.
const MEMORY: &str = "/dev/shm";
const FOLDER: &str = "hibiki-recovery-key";

/// A sheet of paper with one share on it.
#[derive(Template)]
#[template(path = "recovery/sheet.html")]
struct Sheet<'a> {
    number: u8,
    day: Day,
    mark: String,
    lines: [Zeroizing<String>; 4],
    public: &'a str,
}

/// Where the sheets are put unless the operator says so: in memory, if this machine has a folder for that.
pub(super) fn folder_in_memory() -> Result<PathBuf> {
    let memory = Path::new(MEMORY);
    if memory.is_dir() {
        return Ok(memory.join(FOLDER));
    }
    Err(Trouble::new("このパソコンには、メモリーの中のフォルダー（/dev/shm）がありません。")
        .next("分け札を置くフォルダーを --to で指してください。あとで消せる USB メモリーなどがよいです。"))
}

/// Whether this machine has a way to other networks, by the kernel's tables of routes.
pub(super) fn has_network() -> bool {
    let has_default = |file: &str, place: usize, nowhere: &str| {
        let table = fs::read_to_string(file).unwrap_or_default();
        table.lines().any(|line| {
            let mut columns = line.split_whitespace();
            let destination = columns.nth(place);
            destination == Some(nowhere) && line.split_whitespace().last() != Some("lo")
        })
    };
    has_default("/proc/net/route", 1, "00000000")
        || has_default("/proc/net/ipv6_route", 0, "00000000000000000000000000000000")
}

/// Makes the pair, writes three sheets into a new folder, has two of them typed back from the paper, removes the
/// sheets and prints the line of the configuration.
pub(super) fn make<R: BufRead, W: Write>(talk: &mut Talk<R, W>, folder: &Path, day: Day) -> Result<()> {
    if folder.exists() {
        return Err(Trouble::new(format!("{} はもうあります。上書きはしません。", folder.display()))
            .next("前に作った分け札の紙が3枚そろっていれば、フォルダーごと消して、やり直してください。別の場所は --to で指せます。"));
    }
    let (public, shares) = pair()?;
    private_folder(folder)?;
    let sheets = write_sheets(folder, &public, &shares, day)?;
    drop(shares);
    talk.say("\n分け札を3枚作りました。1枚ずつ、ブラウザーで開いて印刷してください。")?;
    for sheet in &sheets {
        talk.say(&format!("  {}", sheet.display()))?;
    }
    talk.ask("\n3枚を印刷したら、Enter を押してください。")?;
    talk.say("紙が読めることを確かめます。印刷した紙のうち、2枚を見て打ってください。")?;
    let read = talk.two_shares().map_err(|trouble| unfinished(&trouble, folder))?;
    if read.key().public() != public {
        return Err(unfinished(&Trouble::new("読んだ分け札は、いま作った鍵のものではありません。"), folder));
    }
    for sheet in &sheets {
        fs::remove_file(sheet).at("remove", sheet)?;
    }
    fs::remove_dir(folder).at("remove", folder)?;
    talk.say("\n紙は正しく読めました。パソコンの中の分け札は消しました。")?;
    tell(talk, &public)?;
    talk.say("3枚を、別々の人に、別々の場所で預かってもらってください。")
}

/// Has two sheets typed, and says of which key they are.
pub(super) fn check<R: BufRead, W: Write>(talk: &mut Talk<R, W>, configured: Option<&str>) -> Result<()> {
    let public = talk.two_shares()?.key().public();
    match configured {
        Some(text) if text == public.to_text() => {
            talk.say("\n2枚は組になり、wrangler.toml の RECOVERY_KEY と同じ鍵です。")
        }
        Some(text) if !text.is_empty() => {
            Err(Trouble::new("2枚は組になりますが、wrangler.toml の RECOVERY_KEY とは別の鍵です。")
                .next(format!("この2枚の鍵は {} です。", public.to_text())))
        }
        _ => {
            talk.say("\n2枚は組になります。")?;
            tell(talk, &public)
        }
    }
}

fn tell<R: BufRead, W: Write>(talk: &mut Talk<R, W>, public: &LockPublicKey) -> Result<()> {
    talk.say(&format!(
        "鍵の印は {} です。町の設定 wrangler.toml の [vars] に、次の行を書いてください。\n",
        public.mark_text()
    ))?;
    talk.say(&format!("RECOVERY_KEY = \"{}\"\n", public.to_text()))
}

fn unfinished(trouble: &Trouble, folder: &Path) -> Trouble {
    Trouble::new(format!("{trouble}\n鍵はまだ確かめられていません。この鍵を町の設定に書かないでください。")).next(format!(
        "紙を確かめるには `recovery-key --check`。やり直すには {} を消して、印刷した紙も細断してください。",
        folder.display()
    ))
}

/// The secret lives in here alone.
fn pair() -> Result<(LockPublicKey, [Share; 3])> {
    let secret = RecoverySecret::from_bytes(*random()?);
    Ok((secret.key().public(), secret.split(&random()?)))
}

fn random() -> Result<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut())
        .map_err(|error| Trouble::new(format!("このパソコンは乱数を出せません: {error}")))?;
    Ok(bytes)
}

fn write_sheets(
    folder: &Path,
    public: &LockPublicKey,
    shares: &[Share; 3],
    day: Day,
) -> Result<Vec<PathBuf>> {
    let text = public.to_text();
    let write = |share: &Share| {
        let number = share.number();
        let sheet = Sheet { number, day, mark: public.mark_text(), lines: share.lines(), public: &text };
        let file = folder.join(format!("share-{number}.html"));
        let page = sheet.render().map(Zeroizing::new).map_err(|error| Trouble::new(error.to_string()))?;
        new_private_file(&file, &page)?;
        Ok(file)
    };
    shares.iter().map(write).collect()
}

/// Writes a file that only its owner can read, and that was not there.
pub(super) fn new_private_file(path: &Path, content: &str) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(0o600).open(path).at("write", path)?;
    file.write_all(content.as_bytes()).at("write", path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recovery::ask::tests::{shares, with};
    use std::os::unix::fs::PermissionsExt as _;

    const DAY: &str = "2026-11-22";

    /// Somebody who prints the sheets, and types two of them back with these changes.
    struct Office {
        folder: PathBuf,
        change: fn(String) -> String,
        typed: Vec<u8>,
        at: usize,
    }

    impl std::io::Read for Office {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let available = self.fill_buf()?;
            let length = available.len().min(out.len());
            out[..length].copy_from_slice(&available[..length]);
            self.consume(length);
            Ok(length)
        }
    }

    impl BufRead for Office {
        fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
            if self.typed.is_empty() {
                // The first question comes when the sheets are there.
                let mut typed = "\n".to_owned();
                for number in [3, 1] {
                    let page = fs::read_to_string(self.folder.join(format!("share-{number}.html")))?;
                    for line in
                        page.lines().filter(|line| line.contains("<li>") && line.matches('-').count() == 4)
                    {
                        let line = line.split("<li>").nth(1).unwrap().split("</li>").next().unwrap();
                        typed.extend([line, "\n"]);
                    }
                }
                self.typed = (self.change)(typed).into_bytes();
            }
            Ok(&self.typed[self.at..])
        }

        fn consume(&mut self, length: usize) {
            self.at += length;
        }
    }

    fn made(change: fn(String) -> String) -> (Result<()>, String, PathBuf, tempfile::TempDir) {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("sheets");
        let mut screen = Vec::new();
        let office = Office { folder: folder.clone(), change, typed: Vec::new(), at: 0 };
        let done = make(&mut Talk::new(office, &mut screen, false), &folder, Day::parse(DAY).unwrap());
        (done, String::from_utf8(screen).unwrap(), folder, place)
    }

    #[test]
    fn a_key_is_made_printed_read_back_and_leaves_nothing_on_the_machine() {
        let (done, screen, folder, _place) = made(|typed| typed);
        done.unwrap();
        let line = screen.lines().find(|line| line.starts_with("RECOVERY_KEY = ")).unwrap();
        assert!(LockPublicKey::parse(line.split('"').nth(1).unwrap()).is_some());
        assert!(!folder.exists());
    }

    #[test]
    fn without_two_sheets_read_back_no_key_is_told_and_the_sheets_stay() {
        let one_sheet: fn(String) -> String =
            |typed| typed.lines().take(5).flat_map(|line| [line, "\n"]).collect();
        for change in [one_sheet, |_| "\n".to_owned()] {
            let (done, screen, folder, _place) = made(change);
            assert!(done.unwrap_err().to_string().contains("まだ確かめられていません"));
            assert!(!screen.contains("RECOVERY_KEY"));
            assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);
        }
    }

    #[test]
    fn only_the_owner_can_read_a_sheet_and_each_has_its_own_share_alone() {
        let (_, _, folder, _place) = made(|_| "\n".to_owned());
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        let pages = [1, 2, 3].map(|number| {
            let file = folder.join(format!("share-{number}.html"));
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
            let page = fs::read_to_string(file).unwrap();
            assert!(page.contains(&format!("分け札 {number}／3")) && page.contains(DAY));
            for words in ["これは何か", "どこに置くか", "なくしたとき", "鍵の印", "RECOVERY_KEY"]
            {
                assert!(page.contains(words), "{words}");
            }
            page.lines().filter(|line| line.contains("<li>") && line.matches('-').count() == 4).count()
        });
        assert_eq!(pages, [4, 4, 4]);
    }

    #[test]
    fn nothing_is_written_over() {
        let place = tempfile::tempdir().unwrap();
        let (refused, _) = with("", |talk| make(talk, place.path(), Day::parse(DAY).unwrap()));
        assert!(refused.unwrap_err().to_string().contains("上書きはしません"));
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
        let file = place.path().join("there");
        fs::write(&file, "old").unwrap();
        new_private_file(&file, "new").unwrap_err();
        assert_eq!(fs::read_to_string(&file).unwrap(), "old");
    }

    #[test]
    fn two_sheets_are_compared_with_the_configuration() {
        let [one, two, _] = shares(5);
        let typed = format!("{two}{one}");
        let ours = RecoverySecret::from_bytes([5; 32]).key().public().to_text();
        let other = RecoverySecret::from_bytes([6; 32]).key().public().to_text();
        let (good, screen) = with(&typed, |talk| check(talk, Some(&ours)));
        good.unwrap();
        assert!(screen.contains("同じ鍵です"));
        let (bad, _) = with(&typed, |talk| check(talk, Some(&other)));
        assert!(bad.unwrap_err().to_string().contains("別の鍵です"));
        for none in [None, Some("")] {
            let (told, screen) = with(&typed, |talk| check(talk, none));
            told.unwrap();
            assert!(screen.contains(&format!("RECOVERY_KEY = \"{ours}\"")));
        }
    }
}
