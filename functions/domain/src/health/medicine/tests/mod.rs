//! Payloads are written from the format's tables; the people and places in them do not exist.

mod contents;
mod duplicates;
mod gathering;
mod hostile;
mod joining;
mod reading;
mod writing;

use super::*;
use crate::time::Day;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn read(text: &str) -> Notebook {
    Notebook::read(text).unwrap()
}

fn problems(notebook: &Notebook) -> Vec<(usize, Option<u16>, &Problem)> {
    notebook.findings.iter().map(|finding| (finding.line, finding.record, &finding.problem)).collect()
}

/// What a pharmacy prints, with every kind of record, in the newest version.
pub(in crate::health) const FULL: &str = "JAHISTC08,1\r
1,ひびき 花子,2,19880502,999-0101,ひびき町柿ノ木1-2,000-0000-0001,ひびき 一郎 000-0000-0002,Ｏ＋,52.4,ﾋﾋﾞｷ ﾊﾅｺ\r
2,1,そば,1\r
2,2,ペニシリン系（発疹）,1\r
3,ひびきかぜ薬,20261101,20261105,2,1,4900000000000\r
31,1,アセトアミノフェン,2,1141007,2\r
31,1,無水カフェイン,2,2115004,2\r
4,健康診断,20261110,2\r
5,20261120,1\r
11,柿ノ木薬局,20,4,0000001,999-0102,ひびき町柿ノ木3,000-0000-0003,1\r
15,駅前 薬子,000-0000-0004,1\r
51,ひびき町診療所,20,1,0000002,1\r
55,役場 医師男,内科,1\r
201,1,ｱﾑﾛｼﾞﾋﾟﾝ錠5mg「ﾋﾋﾞｷ」,1,錠,4,2171022F2999,1,【般】アムロジピン錠５ｍｇ,2,2171022F2ZZZ\r
281,1,一包化,1\r
291,1,グレープフルーツと一緒に飲まないでください,1\r
301,1,【分１　朝食後服用】,28,日分,1,1,,1\r
311,1,粉砕不可,1\r
391,1,めまいに注意してください,1\r
201,2,ﾋﾋﾞｷ軟膏0.1%,5,g,2,660000001,1,,,\r
301,2,【患部に塗布】,1,調剤,5,1,,1\r
401,他の薬を使うときは相談してください,1\r
411,錠剤は粉砕して投与する,31,1\r
421,アムロジピン 3錠,1\r
501,次回は検査があります,1\r
601,朝にめまいがした,20261121\r
701,駅前 薬子,柿ノ木薬局,000-0000-0003,20260401,,1\r
";
