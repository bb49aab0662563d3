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
}
