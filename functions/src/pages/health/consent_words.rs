//! The words of the consent desk.

use crate::words::words;
use hibiki_domain::language::Language;

words! {
    ConsentWords;

    lead: "町の保健師などに、記録の一部を、期限を決めて見てもらうことができます。同意がなければ、職員はだれも中を見られません。"
        / "町（まち）の 保健師（ほけんし）に 記録（きろく）を 見（み）せることが できます。あなたが きめた ものだけ、きめた 日（ひ）まで です。"
        / "You can let a public health nurse of the town read one part of the record for a time. Without your consent no member of staff can look inside.";
    new_title: "見てもらう人を加える" / "見（み）せる 人（ひと）を ふやす" / "Let somebody read";
    none: "いま、この記録を見られる職員はいません。" / "いま、見（み）られる 人（ひと）は いません。" / "No member of staff can read this record now.";
    now_title: "いま見られる人" / "いま 見（み）られる 人（ひと）" / "Who may read now";
    earlier_title: "これまでの同意" / "まえの もの" / "Earlier consents";
    who: "見る人" / "見（み）る 人（ひと）" / "Who";
    what: "見られるもの" / "見（み）られる もの" / "What";
    why: "目的" / "なんの ため" / "What for";
    until: "いつまで" / "いつまで" / "Until";
    from: "同意した日" / "きめた 日（ひ）" / "Given on";
    by: "同意した人" / "きめた 人（ひと）" / "Given by";
    state: "いまの状態" / "いま" / "State";
    end: "同意を取り消す" / "やめる" / "Take it back";
    end_hint: "取り消すと、すぐに見られなくなります。" / "すぐに 見（み）られなく なります。" / "It ends at once.";
    state_taken_back: "{}に取り消しました" / "{}に やめました" / "taken back on {}";
    state_ended: "期限が過ぎました" / "おわりました" / "its time is over";
    state_key_gone: "相手の鍵がなくなり、見られなくなりました。続けるときは、もう一度同意してください。"
        / "相手（あいて）の 鍵（かぎ）が なくなりました。もういちど きめてください。"
        / "the recipient’s key is gone, so that they cannot read; consent again if you want them to";
    unreadable: "この行は書き換えられています。役場にご連絡ください。" / "おかしいです。役場（やくば）に 電話（でんわ）してください。" / "This line was changed by somebody. Please call the town hall.";
    done_given: "同意を記録しました。相手は、いまから見られます。" / "きめました。相手（あいて）は 見（み）られます。" / "Your consent is kept. They can read from now on.";
    done_ended: "同意を取り消しました。もう見られません。" / "やめました。もう 見（み）られません。" / "The consent was taken back. They can no longer read.";
    no_recipient: "いま、鍵を用意している職員がいません。保健師に「仕事の鍵」を作ってもらってから、もう一度このページを開いてください。"
        / "いま、見（み）せることが できる 人（ひと）が いません。役場（やくば）に きいてください。"
        / "No member of staff has prepared a key yet. Ask the nurse to make their work key, then open this page again.";
    key_forged: "職員の鍵の一つが書き換えられています。安全のため、その職員は選べません。役場にご連絡ください。"
        / "鍵（かぎ）が ひとつ おかしいです。その 人（ひと）は えらべません。役場（やくば）に 電話（でんわ）してください。"
        / "The key of one member of staff was changed by somebody, so that they cannot be chosen. Please call the town hall.";
    proof_title: "もう一度、本人の確認をお願いします" / "もういちど、あなたを 確（たし）かめます" / "Please prove who you are again";
    proof_lead: "見てもらう人を加えるには、10分以内の本人の確認が必要です。パスキーかカードで、もう一度開いてください。"
        / "パスキーか カードで もういちど 開（ひら）いてください。10分（ぷん） つかえます。"
        / "Letting somebody read needs a proof of the last ten minutes. Open the record again with your passkey or card.";
    choose_who: "だれに見てもらいますか" / "だれに 見（み）せますか" / "Who may read?";
    choose_what: "何を見てもらいますか" / "なにを 見（み）せますか" / "What may they read?";
    choose_what_hint: "選べるのは一つです。役割ごとに、見られるものが決まっています。" / "ひとつ えらんでください。" / "One at a time. What a role may read at most is set by the town.";
    reads: "見られるもの：" / "見（み）られる もの：" / "May read at most: ";
    choose_why: "何のためですか" / "なんの ためですか" / "What for?";
    own_words: "自分の言葉で（100文字まで）" / "じぶんの ことば（100文字（もじ）まで）" / "In your own words (up to 100 characters)";
    own_words_hint: "「そのほか」のときは、必ず書いてください。" / "「ほかの こと」の ときは 書（か）いてください。" / "Needed with “Something else”.";
    choose_until: "いつまで見てもらいますか" / "いつまで 見（み）せますか" / "Until which day?";
    choose_until_hint: "その日の終わりまで見られます。長くても1年です。" / "ながくて 1年（ねん）です。" / "Until the end of that day; at most a year.";
    give: "同意する" / "きめる" / "Consent";
    give_hint: "見るたびに、だれが何のために見たかが残ります。いつでも取り消せます。" / "見（み）た ことは ぜんぶ のこります。いつでも やめられます。" / "Each look leaves a line in your log. You can take it back at any time.";
    problems: "入力を確かめてください" / "もういちど 見（み）てください" / "Please check what you chose";
    problem_who: "見てもらう人を選んでください。選んだ人は、もう見る役割にないか、鍵を作り直しています。" / "人（ひと）を えらんでください。" / "Choose who may read. Whom you chose no longer has the role or made a new key.";
    problem_what: "見てもらうものを選んでください。" / "なにを 見（み）せるか えらんでください。" / "Choose what they may read.";
    problem_scope: "その人の役割では、選んだものは見られません。別のものを選んでください。" / "この 人（ひと）は それを 見（み）られません。ほかの ものを えらんでください。" / "The role of this person does not reach what you chose. Choose something else.";
    problem_why: "目的を選んでください。「そのほか」のときは、自分の言葉で書いてください（100文字まで）。" / "なんの ためか 書（か）いてください。" / "Choose what for. With “Something else”, say it in your own words (up to 100 characters).";
    problem_until: "今日から1年以内の日を入れてください。" / "きょうから 1年（ねん）までの 日（ひ）を 入（い）れてください。" / "Choose a day from today to a year ahead.";
    problem_twice: "その人には、もう同じものを見てもらう同意があります。期限や目的を変えるときは、前の同意を取り消してから、もう一度同意してください。"
        / "もう 見（み）せることに なっています。かえる ときは、まえの ものを やめてください。"
        / "This person may read the same already. To change day or purpose, take the earlier consent back first.";
}
