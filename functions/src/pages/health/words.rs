//! The words of the health record's pages.

use crate::words::words;
use hibiki_domain::language::Language;

words! {
    HealthWords;

    open_title: "健康の記録を開く" / "健康（けんこう）の 記録（きろく）を 開（ひら）く" / "Open the health record";
    open_lead: "健診、予防接種、お薬手帳、日記などを、あなただけが開けるようにしまっておく場所です。"
        / "健診（けんしん）や 薬（くすり）の 記録（きろく）です。あなただけが 見（み）ます。"
        / "Check-ups, vaccinations, medicines and a diary, kept so that only you can open them.";
    open_how: "鍵は、あなたのパスキーやカードの中にあります。町の職員も、中を見ることはできません。30分使わないと、自動で閉じます。"
        / "鍵（かぎ）は あなたの パスキーか カードの 中（なか）に あります。町（まち）の 人（ひと）も 見（み）られません。30分（ぷん） つかわないと しまります。"
        / "The key is in your passkey or your card. The town's staff cannot look inside. After 30 minutes without use it closes by itself.";
    open_passkey: "パスキーで開く" / "パスキーで 開（ひら）く" / "Open with passkey";
    open_browser: "お使いの端末によっては、このブラウザーの中にも鍵を置きます。ブラウザーのデータを消すと、その鍵は失われます。カードなど、もう一つの開き方も足しておくと安心です。"
        / "この ブラウザーにも 鍵（かぎ）を おく ことが あります。データを けすと 鍵（かぎ）も なくなります。カードでも 開（ひら）けるように してください。"
        / "On some devices part of the key is kept in this browser; clearing the browser's data loses it. Add a second way, such as your card, to be safe.";
    open_lost: "開けなくなったときは、役場の窓口で本人を確認したうえで、鍵を作り直せます。"
        / "開（ひら）けない ときは、役場（やくば）に 来（き）てください。"
        / "If you can no longer open it, the town hall counter can help you make a new key after checking who you are.";

    home_lead: "だれの記録を見ますか。" / "だれの 記録（きろく）を 見（み）ますか。" / "Whose record do you want to see?";
    home_mine: "私の記録" / "わたしの 記録（きろく）" / "My record";
    home_begin: "記録を始める" / "はじめる" / "Begin the record";
    home_not_begun: "まだ記録がありません。" / "まだ ありません。" / "There is no record yet.";
    home_close: "閉じる" / "しめる" / "Close the record";
    home_close_hint: "家族と共用の端末では、見終わったら閉じてください。" / "みんなで つかう ときは、しめてください。" / "On a shared device, close it when you have finished.";
    home_closed: "閉じました。" / "しめました。" / "The record is closed.";
    overview_damaged: "記録の一部を確かめられませんでした。安全のため、そこへの書き込みを止めています。役場にご連絡ください。" / "記録（きろく）に おかしい ところが あります。役場（やくば）に 電話（でんわ）してください。" / "Part of this record could not be verified, and writing to it is stopped. Please call the town hall.";
    overview_none: "まだ記録がありません。" / "まだ ありません。" / "Nothing has been recorded yet.";
    overview_title: "記録の一覧" / "記録（きろく）" / "Overview of the record";
    overview_count_before: "全部で" / "ぜんぶで " / "";
    overview_count_after: "件" / "こ" / " in all";
    overview_more: "この記録について" / "この 記録（きろく）の こと" / "About this record";
    written_by: "記録：" / "書（か）いた 人（ひと）：" / "Recorded by ";
    corrected: "訂正あり" / "なおしました" / "corrected";
    year: "年" / "年（ねん）" / "";
    year_before: "前の年を見る" / "まえの 年（とし）" / "The year before";
    list_none: "まだ記録がありません。" / "まだ ありません。" / "Nothing has been recorded yet.";
    list_new: "書き加える" / "書（か）く" / "Add an entry";
    entry_saved: "保存しました。" / "ほぞんしました。" / "Saved.";
    entry_withdrawn: "取り消しました。前の内容は、下に残っています。" / "けしました。まえの ものは 下（した）に あります。" / "Withdrawn. What stood here is kept below.";
    entry_is_withdrawn: "この記録は取り消されています。" / "この 記録（きろく）は けしました。" / "This entry was withdrawn.";
    entry_correct: "直す" / "なおす" / "Correct it";
    entry_withdraw: "取り消す" / "けす" / "Withdraw it";
    entry_withdraw_hint: "一覧に出なくなります。前の内容は、この画面に残ります。" / "リストに 出（で）なく なります。" / "It no longer shows in lists. What stood here stays on this page.";
    entry_before: "直す前の内容" / "なおす まえ" / "What stood here before";
    edit_day: "いつのことですか" / "いつの ことですか" / "Which day is it about?";
    edit_problems: "入力を確かめてください" / "もういちど 見（み）てください" / "Please check what you typed";
    edit_unusual: "ふだんと違う値があります" / "いつもと ちがう 数字（すうじ）です" / "Some values are unusual";
    edit_unusual_hint: "打ち間違いでなければ、下の欄に印を付けて、もう一度保存してください。" / "まちがいで なければ、下（した）の しるしを つけて、ほぞんして ください。" / "If they are right, tick the box below and save again.";
    edit_confirm: "このまま保存します" / "このままで いいです" / "They are right";
    edit_needed: "必須" / "かならず" / "needed";
    edit_not_chosen: "選んでいません" / "えらんで いません" / "not chosen";
    timeline_title: "これまでの記録を時間の順に" / "これまでの 記録（きろく）" / "Everything in order of time";
    timeline_year_before: "日記と測った値は" / "日記（にっき）などは " / "Diary and measurements of ";
    timeline_year_after: "年の分です。" / "年（ねん）の ものです。" / ".";
    looks_title: "この記録を見た人・書いた人" / "見（み）た 人（ひと）・書（か）いた 人（ひと）" / "Who looked at this record";
    looks_lead: "見るたび、書くたびに、1行ずつ残ります。あとから消したり変えたりすることはできません。" / "見（み）た こと、書（か）いた ことが、ぜんぶ のこります。" / "Every look and every change leaves a line here. Nobody can change or remove one later.";
    looks_read: "見ました" / "見（み）ました" / "looked";
    looks_wrote: "書きました" / "書（か）きました" / "wrote";
    looks_myself: "本人" / "わたしが 見（み）ました" / "one's own record";
    looks_guardian: "保護者" / "保護者（ほごしゃ）" / "as a guardian";
    looks_other: "記録" / "記録（きろく）" / "the record";
    looks_unreadable: "読めません" / "読（よ）めません" / "unreadable";
    looks_changed: "書き換えられています" / "かわっています" / "changed by somebody";
}
