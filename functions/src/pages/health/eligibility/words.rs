//! The words of a card that shows a right, of the pages on which a clinic checks it, and of the log.

use crate::words::words;
use hibiki_domain::language::Language;

words! {
    CardWords;

    valid: "有効です" / "つかえます" / "Valid";
    not_valid: "無効です" / "つかえません" / "Not valid";
    not_valid_hint: "今日は、有効な期間ではありません。" / "今日（きょう）は つかえません。" / "Today is outside the time for which it is valid.";
    until: "{}まで" / "{}まで" / "until {}";
    from: "{}から" / "{}から" / "from {}";
    by_town: "町の登録です。" / "町（まち）が 書（か）きました。" / "As recorded by the town.";
    by_own: "本人か保護者が入力した内容です。町は確かめていません。" / "本人（ほんにん）か 家族（かぞく）が 書（か）きました。町（まち）は 見（み）て いません。" / "As typed by the person or a guardian; the town has not checked it.";
    expired: "期限が切れています" / "期限（きげん）が きれました" / "No longer valid";
    not_yet: "まだ始まっていません" / "まだ つかえません" / "Not valid yet";

    show: "医療機関に見せるQRコード" / "病院（びょういん）に 見（み）せる QRコード" / "QR code for the clinic";
    show_hint: "5分間、1回だけ使えます。医療機関に分かるのは、有効かどうかと期限だけです。名前やほかの記録は伝わりません。" / "5分（ふん）、1回（かい）だけ つかえます。名前（なまえ）や ほかの 記録（きろく）は 見（み）えません。" / "It works for 5 minutes, once. The clinic learns whether the card is valid and until when, and nothing else: no name, no other record.";
    no_code: "医療機関がこのページから確かめられるのは、有効期限を書いた子ども医療費受給者証だけです。" / "病院（びょういん）が 見（み）るのは 子（こ）どもの 医療費（いりょうひ）の カードだけです。" / "Clinics can check a children's medical costs card with a last day, and no other.";
    code_title: "受給者証のQRコード" / "カードの QRコード" / "QR code of the card";
    code_lead: "医療機関の人に、この画面を読み取ってもらってください。" / "この 画面（がめん）を 病院（びょういん）の 人（ひと）に 見（み）せて ください。" / "Show this to the clinic and let them scan it.";
    code_until: "{}まで、1回だけ使えます" / "{}まで 1回（かい）だけ つかえます" / "It works until {}, once";
    code_label: "受給者証を確かめるページを開くQRコード" / "QRコード" / "QR code that opens the page on which the card is checked";
    code_again: "新しいQRコードを作る" / "QRコードを もういちど つくる" / "Make a new code";
    code_cannot: "読み取れないとき" / "よめない とき" / "If it cannot be scanned";
    code_address: "次のアドレスを、医療機関の人に開いてもらってください。" / "この アドレスを 開（ひら）いて もらって ください。" / "Let the clinic open this address.";
    close: "閉じる" / "とじる" / "Close";

    card_title: "カードをかざして確認" / "カードで たしかめる" / "Check by touching the card";
    card_off: "医療機関の機械に本人のカードをかざすだけで、受給者証が有効かどうかを確かめてもらえるようにできます。スマートフォンを出さずにすみます。" / "病院（びょういん）で 本人（ほんにん）の カードを かざすだけで たしかめられます。" / "A clinic can check the card when the person's own card is touched at its reader, without a phone.";
    card_on: "医療機関の機械に本人のカードをかざすと、受給者証が有効かどうかを確かめてもらえます。" / "病院（びょういん）で 本人（ほんにん）の カードを かざすと たしかめられます。" / "A clinic can check the card when the person's own card is touched at its reader.";
    card_hint: "使うのは、町に登録した本人のカードです。伝わるのは、有効かどうかと期限だけで、確かめられるたびに「見た人・書いた人」に残ります。この確認のために、町のしくみは、本人がいなくても有効期限だけは読めるようになります。" / "本人（ほんにん）の カードを つかいます。分（わ）かるのは つかえるか いつまでかだけです。町（まち）の しくみは いつまでかを 読（よ）めるように なります。" / "The person's own card, registered with the town, is used. The clinic learns whether it is valid and until when, and each check stands in the log. For this the town's program can read that last day, and nothing else, while nobody is there.";
    card_switch_on: "カードで確認できるようにする" / "カードで できるように する" / "Let clinics check by card";
    card_switch_off: "カードでの確認をやめる" / "やめる" / "Stop checks by card";
    card_is_on: "カードで確認できるようにしました。" / "カードで できるように なりました。" / "Clinics can check by card now.";
    card_is_off: "カードでの確認をやめました。" / "やめました。" / "Checks by card have stopped.";

    check_title: "受給者証の確認" / "カードを たしかめる" / "Check an eligibility card";
    check_lead: "受診する人の子ども医療費受給者証が、今日有効かどうかを確かめます。確かめられるのは1回だけです。" / "カードが 今日（きょう） つかえるか 見（み）ます。1回（かい）だけです。" / "This tells whether the children's medical costs card is valid today. It can be asked once.";
    check_do: "確かめる" / "たしかめる" / "Check";
    checked_at: "{}に確かめました。確かめたことは、本人の記録に残りました。" / "{}に たしかめました。たしかめた ことは のこりました。" / "Checked {}. The person's log shows that it was checked.";
    check_gone: "このQRコードは使えません" / "この QRコードは つかえません" / "This code cannot be used";
    check_gone_hint: "5分が過ぎたか、すでに1回使われています。受診する人に、新しいQRコードを出してもらってください。" / "5分（ふん）が すぎたか、もう つかいました。新（あたら）しい QRコードを 出（だ）して もらって ください。" / "Its 5 minutes are over, or it was used already. Ask the person for a new one.";
    unknown: "確認できません" / "たしかめられません" / "This cannot be said";
    unknown_hint: "この確認では、有効とも無効とも言えません。受給者証かQRコードを見せてもらってください。" / "カードか QRコードを 見（み）せて もらって ください。" / "Nothing is known of this card either way. Ask to see the eligibility card itself, or a QR code.";
    desk_lead: "受診する人のカードをかざすと、子ども医療費受給者証が今日有効かどうかが分かります。名前もほかの記録も出ません。" / "カードを かざすと、今日（きょう） つかえるか 分（わ）かります。" / "Touch the card of the person who is here: this tells whether the children's medical costs card is valid today. No name and no other record is shown.";
    desk_logged: "確かめたことは、あなたの名前と所属とともに、本人の記録に残ります。" / "たしかめた ことは のこります。" / "Each check stands in the person's log with your name and office.";
    tap: "カードをかざして確かめる" / "カードを かざす" / "Touch the card";
    tap_next: "次の人のカードを確かめる" / "つぎの 人（ひと）" / "Check the next card";
    desk_code: "QRコードを見せられたとき" / "QRコードの とき" / "When a QR code is shown";
    desk_code_lead: "スマートフォンなどのカメラで読み取り、開いたページで「確かめる」を押します。ログインは要りません。" / "カメラで 読（よ）んで、「たしかめる」を おします。" / "Scan it with a phone's camera, and press «Check» on the page that opens. No log-in is needed.";

    log_code: "医療機関（本人が見せたQRコード）" / "病院（びょういん）（見（み）せた QRコード）" / "A clinic, by the QR code that was shown to it";
    log_checked: "有効かどうかを確かめました" / "つかえるか たしかめました" / "checked whether it is valid";
    log_refused: "カードをかざしましたが、何も伝わりませんでした" / "カードを かざしました。なにも 見（み）て いません" / "touched the card and was told nothing";
    log_by_card: "本人のカード" / "本人（ほんにん）の カード" / "the person's card";
    log_on: "受給者証を、カードをかざして確認できるようにしました" / "カードで できるように しました" / "Clinics were allowed to check by card";
    log_off: "受給者証の、カードをかざしての確認をやめました" / "カードで たしかめるのを やめました" / "Checks by card were stopped";
    log_renewed: "カードをかざしての確認を、いまの受給者証に合わせました" / "カードで たしかめるのを 新（あたら）しく しました" / "What a check by card tells was brought up to date";
}
