//! `recover`: brings people back into their health records who lost every way (docs/recovery.md).
//!
//! `fetch` and `send` talk to the town and know no secret; `open` runs on a machine without a network, where two holders
//! of shares type them.

use super::{ask::Talk, key::new_private_file};
use crate::{
    ops::Town,
    trouble::{AtPath as _, Result, Trouble},
};
use hibiki_domain::health::sealed::{CaseError, RecoveryAnswer, RecoveryCase};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    fs,
    io::{BufRead, Write},
    path::Path,
};

/// `recover fetch`
pub(crate) fn fetch(town: &Town, to: &Path) -> Result<()> {
    refuse_existing(to)?;
    let at = |failed: crate::ops::Failed| failed.at(town.origin());
    let waiting = town.recoveries().map_err(at)?;
    if waiting.is_empty() {
        println!("Nobody waits: no request was confirmed at the counter.");
        return Ok(());
    }
    let cases = waiting.iter().map(|id| town.recovery_case(id).map_err(at)).collect::<Result<Vec<_>>>()?;
    write(to, &cases)?;
    println!(
        "{} fetched into {}. Carry it to the machine without a network:",
        people(cases.len()),
        to.display()
    );
    println!("  hibiki-town recover open {} --to answers.json", to.display());
    println!("The people read in their logs that it was fetched.");
    Ok(())
}

/// `recover open`, after the talk.
pub(super) fn open<R: BufRead, W: Write>(talk: &mut Talk<R, W>, file: &Path, to: &Path) -> Result<()> {
    refuse_existing(to)?;
    let cases: Vec<RecoveryCase> = read(file)?;
    let answers = answers(talk, &cases)?;
    write(to, &answers)?;
    talk.say(&format!("\n{}件の鍵を作り、{} に書きました。", answers.len(), to.display()))?;
    talk.say("このファイルを、ネットワークにつながるパソコンに運び、recover send で町に送ってください。")?;
    talk.say(&format!("{} は消してください。", file.display()))
}

/// `recover send`
pub(crate) fn send(town: &Town, file: &Path) -> Result<()> {
    let answers: Vec<RecoveryAnswer> = read(file)?;
    let mut refused = 0;
    for answer in &answers {
        if let Err(failed) = town.send_recovery(answer) {
            refused += 1;
            eprintln!("Not taken ({}): {}", &answer.request, failed.at(town.origin()));
        }
    }
    println!("{} sent. Tell them that they can open their record now.", people(answers.len() - refused));
    if refused == 0 { Ok(()) } else { Err(Trouble::new(format!("{} not sent.", people(refused)))) }
}

/// The papers are compared before any share is typed.
fn answers<R: BufRead, W: Write>(
    talk: &mut Talk<R, W>,
    cases: &[RecoveryCase],
) -> Result<Vec<RecoveryAnswer>> {
    talk.say(&format!("{}件あります。先に、1件ずつ、本人の紙の番号を打ってください。", cases.len()))?;
    let mut seen = Vec::new();
    for (place, case) in cases.iter().enumerate() {
        let comparison = case.comparison().map_err(in_words)?;
        loop {
            let typed =
                talk.ask(&format!("\n{}件目の番号（4桁が8つ。飛ばすときは Enter だけ）: ", place + 1))?;
            if typed.trim().is_empty() {
                talk.say("  → 飛ばしました。")?;
                break;
            }
            if comparison.is(&typed) {
                talk.say("  → 紙と同じです。")?;
                seen.push(case);
                break;
            }
            talk.say(
                "  → 違います。打ち間違いでなければ、この件の鍵は作らず、窓口に知らせてください（飛ばすには Enter だけ）。",
            )?;
        }
    }
    if seen.is_empty() {
        return Err(Trouble::new("紙と番号が合うものがありません。鍵は作っていません。"));
    }
    let key = talk.two_shares()?.key();
    seen.into_iter()
        .map(|case| {
            let mut dice = [0; 32];
            getrandom::fill(&mut dice)
                .map_err(|error| Trouble::new(format!("このパソコンは乱数を出せません: {error}")))?;
            case.answer(&key, dice).map_err(in_words)
        })
        .collect()
}

fn in_words(error: CaseError) -> Trouble {
    match error {
        CaseError::Unreadable => Trouble::new("ファイルの中身が、このプログラムのものではありません。")
            .next("recover fetch と同じ版の Hibiki を使ってください。"),
        CaseError::DoesNotOpen => Trouble::new("この復旧用の鍵では開きません。鍵は1つも作っていません。")
            .next("鍵を作り直した町では、その方の記録が古い鍵で守られていることがあります。紙の「鍵の印」を見て、古い分け札で試してください。"),
    }
}

fn people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

fn refuse_existing(to: &Path) -> Result<()> {
    if to.exists() {
        return Err(Trouble::new(format!("{} はもうあります。上書きはしません。", to.display()))
            .next("別の名前を --to で指してください。"));
    }
    Ok(())
}

fn read<T: DeserializeOwned>(file: &Path) -> Result<Vec<T>> {
    let text = fs::read_to_string(file).at("read", file)?;
    serde_json::from_str(&text).map_err(|_| in_words(CaseError::Unreadable))
}

fn write<T: Serialize>(to: &Path, all: &[T]) -> Result<()> {
    let text = serde_json::to_string_pretty(all).map_err(|error| Trouble::new(error.to_string()))?;
    new_private_file(to, &text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recovery::ask::tests::{shares, with};
    use data_encoding::BASE64URL_NOPAD;
    use hibiki_domain::{
        health::sealed::{Epoch, LockId, LockKey, LockKind, Pepper, RecoverySecret, Root, RootPlace},
        ids::PersonId,
        secret::{Sector, TownSecret},
    };

    /// A person whose root is sealed to the key of [`shares`] of this number.
    fn case(town: u8, who: u8) -> RecoveryCase {
        let secret = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let person = secret.pseudonym(Sector::Health, &PersonId::from_random([who; 16]));
        let (town_lock, asks) = (LockId::from_random([5; 16]), LockId::from_random([who; 16]));
        let (pepper, root) = (Pepper::from_bytes([3; 32]), Root::from_bytes([4; 32]));
        let place =
            RootPlace { person: &person, epoch: Epoch::FIRST, kind: LockKind::Recovery, lock: &town_lock };
        let key = RecoverySecret::from_bytes([town; 32]).key().public();
        let sealed = place.seal(&root, &key, &pepper, [8; 32], [9; 24]).unwrap();
        RecoveryCase {
            request: asks.as_str().to_owned(),
            kind: "passkey".to_owned(),
            public: LockKey::new(LockKind::Passkey, &asks, b"prf").public().to_text(),
            person: person.as_str().to_owned(),
            epoch: 1,
            town_lock: town_lock.as_str().to_owned(),
            sealed: BASE64URL_NOPAD.encode(&place.uncover(&pepper, &sealed).unwrap()),
        }
    }

    fn paper(case: &RecoveryCase) -> String {
        case.comparison().unwrap().groups().collect::<Vec<_>>().join(" ") + "\n"
    }

    #[test]
    fn who_brings_the_paper_gets_a_key_and_who_does_not_is_left_out() {
        let ([one, two, _], cases) = (shares(5), [case(5, 1), case(5, 2)]);
        let typed = format!("\n{}{one}{two}", paper(&cases[1]));
        let (made, screen) = with(&typed, |talk| answers(talk, &cases));
        let made = made.unwrap();
        assert_eq!(made.len(), 1);
        assert_eq!(made[0].request, cases[1].request);
        assert!(screen.contains("飛ばしました") && screen.contains("紙と同じです"));
    }

    #[test]
    fn digits_that_differ_are_asked_for_again_and_without_any_no_share_is_asked_for() {
        let cases = [case(5, 1)];
        let (none, screen) = with(&format!("{}\n", paper(&case(5, 2))), |talk| answers(talk, &cases));
        assert!(none.unwrap_err().to_string().contains("鍵は作っていません"));
        assert!(screen.contains("違います") && !screen.contains("分け札"));
    }

    #[test]
    fn shares_of_another_key_and_one_share_alone_make_nothing() {
        let cases = [case(5, 1)];
        let ([one, two, _], [other, another, _]) = (shares(5), shares(6));
        let paper = paper(&cases[0]);
        for (typed, words) in [
            (format!("{paper}{other}{another}"), "この復旧用の鍵では開きません"),
            (format!("{paper}{one}{one}"), "同じ分け札"),
            (format!("{paper}{two}"), "途中で終わりました"),
        ] {
            let (refused, _) = with(&typed, |talk| answers(talk, &cases));
            assert!(refused.unwrap_err().to_string().contains(words), "{words}");
        }
    }

    #[test]
    fn files_are_new_private_and_read_back() {
        let place = tempfile::tempdir().unwrap();
        let (from, to) = (place.path().join("cases.json"), place.path().join("answers.json"));
        write(&from, &[case(5, 1)]).unwrap();
        let [one, two, _] = shares(5);
        let typed = format!("{}{one}{two}", paper(&case(5, 1)));
        with(&typed, |talk| open(talk, &from, &to)).0.unwrap();
        assert_eq!(read::<RecoveryAnswer>(&to).unwrap().len(), 1);
        assert!(with(&typed, |talk| open(talk, &from, &to)).0.unwrap_err().to_string().contains("上書き"));
        fs::write(&from, "[{}]").unwrap();
        let elsewhere = place.path().join("more.json");
        assert!(
            with("", |talk| open(talk, &from, &elsewhere))
                .0
                .unwrap_err()
                .to_string()
                .contains("このプログラム")
        );
        assert!(!elsewhere.exists());
    }
}
