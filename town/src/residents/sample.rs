//! `cargo town residents sample`: a register of people who do not exist, as large as wanted.

use crate::trouble::{AtPath as _, Result};
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

const DISTRICTS: [&str; 5] = ["本町", "川西", "山手", "柿ノ木", "新町"];

/// Family names with their readings, 異体字 among them.
const FAMILIES: [(&str, &str); 24] = [
    ("髙橋", "タカハシ"),
    ("渡邊", "ワタナベ"),
    ("渡邉", "ワタナベ"),
    ("山﨑", "ヤマサキ"),
    ("齋藤", "サイトウ"),
    ("齊藤", "サイトウ"),
    ("濵田", "ハマダ"),
    ("𠮷田", "ヨシダ"),
    ("佐々木", "ササキ"),
    ("小鳥遊", "タカナシ"),
    ("勅使河原", "テシガワラ"),
    ("長谷川", "ハセガワ"),
    ("五十嵐", "イガラシ"),
    ("辻", "ツジ"),
    ("葛城", "カツラギ"),
    ("柳", "ヤナギ"),
    ("響", "ヒビキ"),
    ("柿本", "カキモト"),
    ("林", "ハヤシ"),
    ("森", "モリ"),
    ("水沢", "ミズサワ"),
    ("早瀬", "ハヤセ"),
    ("荻野", "オギノ"),
    ("東海林", "ショウジ"),
];

const ADULTS: [(&str, &str); 16] = [
    ("花子", "ハナコ"),
    ("太郎", "タロウ"),
    ("直樹", "ナオキ"),
    ("真由美", "マユミ"),
    ("健一", "ケンイチ"),
    ("恵", "メグミ"),
    ("隆", "タカシ"),
    ("裕子", "ユウコ"),
    ("哲也", "テツヤ"),
    ("智美", "トモミ"),
    ("梅子", "ウメコ"),
    ("清", "キヨシ"),
    ("トメ", "トメ"),
    ("三郎", "サブロウ"),
    ("和子", "カズコ"),
    ("ひかり", "ヒカリ"),
];

const CHILDREN: [(&str, &str); 8] = [
    ("陽菜", "ヒナ"),
    ("蒼", "アオイ"),
    ("湊", "ミナト"),
    ("紬", "ツムギ"),
    ("樹", "イツキ"),
    ("さくら", "サクラ"),
    ("大和", "ヤマト"),
    ("心愛", "ココア"),
];

/// Foreign residents: one long field, of any script.
const FOREIGN: [(&str, &str); 6] = [
    ("グエン　ティ　フオン　マイ", "グエン　ティ　フオン　マイ"),
    (
        "SANTOS DE OLIVEIRA MARIA APARECIDA DOS REIS",
        "サントス　デ　オリベイラ　マリア　アパレシーダ　ドス　レイス",
    ),
    ("アレクサンドラ・コンスタンティノヴナ・ペトロヴァ", "アレクサンドラ　コンスタンティノヴナ　ペトロヴァ"),
    ("WANG XIAOMING", "ワン　シャオミン"),
    ("KIM MINJUN", "キム　ミンジュン"),
    ("RAMIREZ-GARCIA JOSÉ LUIS", "ラミレス　ガルシア　ホセ　ルイス"),
];

/// The same people every time: a small generator of numbers (splitmix64), nothing that must be secret.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    fn one_of<T: Copy>(&mut self, from: &[T]) -> T {
        let place = usize::try_from(self.next() % from.len() as u64).unwrap_or(0);
        from[place]
    }
}

/// Writes a register with so many rows.
pub(crate) fn sample(rows: u64, to: Option<&Path>) -> Result<()> {
    match to {
        Some(path) => {
            let mut file = BufWriter::new(File::create(path).at("write", path)?);
            write(rows, &mut file).and_then(|()| file.flush()).at("write", path)
        }
        None => match write(rows, &mut BufWriter::new(io::stdout().lock())) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()), // `| head`
            result => result.at("write", Path::new("the output")),
        },
    }
}

fn write(rows: u64, to: &mut impl Write) -> io::Result<()> {
    let mut numbers = Numbers(2026);
    writeln!(to, "宛名番号,氏名,氏名カナ,生年月日,地区,世帯番号,保護者\r")?;
    let mut household = 50_000_u64;
    let mut row = 0;
    while row < rows {
        household += 1;
        let district = numbers.one_of(&DISTRICTS);
        let (family, family_kana) = numbers.one_of(&FAMILIES);
        let children = if numbers.between(0, 99) < 30 { numbers.between(1, 3) } else { 0 };
        let adults = numbers.between(1, 2 + u64::from(children > 0));
        let foreign = numbers.between(0, 99) < 4;
        for place in 0..adults + children {
            if row == rows {
                break;
            }
            row += 1;
            let child = place >= adults;
            let (name, kana) = if foreign && !child {
                let (name, kana) = numbers.one_of(&FOREIGN);
                (name.to_owned(), kana.to_owned())
            } else {
                let (name, kana) = numbers.one_of(if child { &CHILDREN[..] } else { &ADULTS[..] });
                (format!("{family}　{name}"), format!("{family_kana}　{kana}"))
            };
            let year = match (child, children > 0) {
                (true, _) => numbers.between(2009, 2025),
                (false, true) => numbers.between(1972, 2000),
                (false, false) => numbers.between(1928, 2006),
            };
            let (month, day) = (numbers.between(1, 12), numbers.between(1, 28));
            let guardian = if !child && children > 0 { "○" } else { "" };
            writeln!(
                to,
                "{:07},{name},{kana},{year}-{month:02}-{day:02},{district},{household},{guardian}\r",
                2_000_000 + row
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::read::{Register, Source, check};
    use hibiki_domain::time::Day;

    #[test]
    fn every_row_of_a_sample_is_good() {
        let mut file = Vec::new();
        super::write(5_000, &mut file).unwrap();
        let source = Source::from_bytes(&file);
        let mut register = Register::open(&source, Day::parse("2026-11-21").unwrap()).unwrap();
        let findings = check(&mut register, || ()).unwrap();
        assert_eq!((findings.good, findings.bad), (5_000, 0), "{:?}", findings.shown.first());
        assert!(register.ignored.is_empty());
    }
}
