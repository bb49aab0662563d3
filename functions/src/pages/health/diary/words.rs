//! The words around a diary's picture.

use crate::words::words;
use hibiki_domain::language::Language;

words! {
    DiaryWords;

    picture: "写真" / "写真（しゃしん）" / "Picture";
    none: "この日の写真を1枚、いっしょに残せます。見られるのは、この記録を開ける家族だけです。" / "写真（しゃしん）を 1まい 入（い）れられます。家族（かぞく）だけが 見（み）ます。" / "You can keep one picture of the day with it. Only the family who can open this record sees it.";
    choose: "写真を選ぶ" / "写真（しゃしん）を えらぶ" / "Choose a picture";
    hint: "JPEG・PNG・WebP。大きな写真は、送る前にこの端末で小さくします。撮った場所などの情報は残しません。" / "JPEG・PNG・WebP。大（おお）きい 写真（しゃしん）は 小（ちい）さく します。とった 場所（ばしょ）は のこりません。" / "JPEG, PNG or WebP. A large picture is made small on this device before it is sent. Where it was taken is not kept.";
    hint_no_script: "JavaScript を使わないときは、400KBまでの写真を送れます。" / "400KBまでの 写真（しゃしん）を おくれます。" / "Without JavaScript, pictures of up to 400 KB can be sent.";
    add: "写真を保存する" / "写真（しゃしん）を ほぞんする" / "Save the picture";
    change: "写真を替える" / "写真（しゃしん）を かえる" / "Change the picture";
    remove: "写真を外す" / "写真（しゃしん）を けす" / "Remove the picture";
}
