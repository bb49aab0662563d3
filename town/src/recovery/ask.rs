//! The talk with the people who hold shares: they type what stands on their sheets, line by line.

use crate::trouble::{Result, Trouble};
use hibiki_domain::health::sealed::{RecoverySecret, Share, ShareError, ShareReader};
use std::io::{BufRead, Write};
use zeroize::Zeroizing;

/// Whom one asks and to whom one speaks.
pub(crate) struct Talk<R, W> {
    input: R,
    output: W,
    /// What was typed can be wiped off the screen.
    is_terminal: bool,
}

impl<R: BufRead, W: Write> Talk<R, W> {
    /// With somebody at these ends.
    pub(crate) const fn new(input: R, output: W, is_terminal: bool) -> Self {
        Self { input, output, is_terminal }
    }

    /// Says a line.
    pub(crate) fn say(&mut self, words: &str) -> Result<()> {
        writeln!(self.output, "{words}").map_err(|error| Trouble::new(format!("画面に書けません: {error}")))
    }

    /// Asks for a line.
    pub(crate) fn ask(&mut self, words: &str) -> Result<Zeroizing<String>> {
        let cannot = |error| Trouble::new(format!("入力を読めません: {error}"));
        write!(self.output, "{words}").and_then(|()| self.output.flush()).map_err(cannot)?;
        // Long enough that it never moves while it grows: nothing of it stays behind.
        let mut line = Zeroizing::new(String::with_capacity(4096));
        if self.input.read_line(&mut line).map_err(cannot)? == 0 {
            return Err(Trouble::new("入力が途中で終わりました。何も変えていません。"));
        }
        Ok(line)
    }

    /// One share, each line until it is right.
    fn share(&mut self, which: &str) -> Result<Share> {
        self.say(&format!(
            "\n{which}の分け札を、上の行から順に打ってください（小文字でも、ハイフンがなくても読めます）。"
        ))?;
        let mut reader = ShareReader::default();
        loop {
            let typed = self.ask(&format!("  {}行目: ", reader.line()))?;
            match reader.take(&typed) {
                Ok(Some(share)) => {
                    self.wipe()?;
                    self.say(&format!("分け札 {} を読みました。", share.number()))?;
                    return Ok(share);
                }
                Ok(None) => {}
                Err(ShareError::Unreadable) => {
                    self.say("  → 1行は、4文字のまとまりが5つです。もう一度、この行を打ってください。")?;
                }
                Err(ShareError::Mistyped) => self.say(
                    "  → 打ち間違いか、ほかの行・ほかの分け札の行です。見くらべて、もう一度この行を打ってください。",
                )?,
                Err(other) => return Err(in_words(other)),
            }
        }
    }

    /// Two shares, and the key that they give.
    pub(crate) fn two_shares(&mut self) -> Result<RecoverySecret> {
        let first = self.share("1枚目")?;
        let second = self.share("2枚目")?;
        first.join(&second).map_err(in_words)
    }

    /// Wipes the screen and what can be scrolled back to.
    fn wipe(&mut self) -> Result<()> {
        if self.is_terminal { self.say("\x1b[2J\x1b[3J\x1b[H") } else { Ok(()) }
    }
}

fn in_words(error: ShareError) -> Trouble {
    let (what, next) = match error {
        ShareError::Unreadable | ShareError::Mistyped => {
            ("分け札を読めません。", "もう一度、最初から打ってください。")
        }
        ShareError::Unknown => (
            "この分け札は、このプログラムのものではありません。",
            "分け札を作ったときの版の Hibiki を使ってください。",
        ),
        ShareError::Same => ("同じ分け札が2回打たれました。", "別の方が預かっている分け札を使ってください。"),
        ShareError::OtherKey => (
            "2枚の分け札は、別の鍵のものです。",
            "紙の「鍵の印」が同じ2枚を使ってください。鍵を作り直したときは、古い分け札が残っていることがあります。",
        ),
        ShareError::DoNotFit => {
            ("2枚の分け札が組になりません。", "同じ日に印刷した3枚のうちの2枚を使ってください。")
        }
    };
    Trouble::new(what).next(next)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Cursor;

    pub(in crate::recovery) type Typed = Talk<Cursor<Vec<u8>>, Vec<u8>>;

    /// Talks with somebody who types these lines; answers what they got, and what stood on their screen.
    pub(in crate::recovery) fn with<T>(typed: &str, talk: impl FnOnce(&mut Typed) -> T) -> (T, String) {
        let mut one = Talk::new(Cursor::new(typed.as_bytes().to_vec()), Vec::new(), false);
        let answer = talk(&mut one);
        (answer, String::from_utf8(one.output).unwrap())
    }

    pub(in crate::recovery) fn shares(secret: u8) -> [String; 3] {
        let shares = RecoverySecret::from_bytes([secret; 32]).split(&Zeroizing::new([9; 32]));
        shares.map(|share| share.lines().iter().fold(String::new(), |all, line| all + line + "\n"))
    }

    fn public(secret: &RecoverySecret) -> String {
        secret.key().public().to_text()
    }

    #[test]
    fn two_sheets_give_the_key_and_nothing_of_them_stays_on_the_screen() {
        let [one, _, three] = shares(5);
        let (secret, screen) = with(&format!("{one}{three}"), Talk::two_shares);
        assert_eq!(public(&secret.unwrap()), public(&RecoverySecret::from_bytes([5; 32])));
        assert!(screen.contains("分け札 1 を読みました") && screen.contains("分け札 3 を読みました"));
        assert!(!one.lines().any(|line| screen.contains(line)));
    }

    #[test]
    fn whoever_mistypes_types_one_line_again() {
        let [one, two, _] = shares(5);
        let (first, rest) = one.split_once('\n').unwrap();
        let typed = format!("{first}\nそれは読めない\n{first}\n{rest}{two}");
        let (secret, screen) = with(&typed, Talk::two_shares);
        secret.unwrap();
        assert!(screen.contains("4文字のまとまりが5つ") && screen.contains("打ち間違い"), "{screen}");
    }

    #[test]
    fn one_share_alone_twice_or_of_another_key_is_refused_in_words() {
        let ([one, two, _], [_, other, _]) = (shares(5), shares(6));
        for (typed, words) in [
            (one.clone(), "途中で終わりました"),
            (format!("{one}{one}"), "同じ分け札"),
            (format!("{one}{other}"), "別の鍵"),
            (two.lines().take(3).collect::<Vec<_>>().join("\n"), "途中で終わりました"),
        ] {
            let (refused, _) = with(&typed, Talk::two_shares);
            assert!(refused.unwrap_err().to_string().contains(words), "{words}");
        }
    }
}
