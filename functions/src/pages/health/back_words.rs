//! The words of the pages about keys: who can open a record, the way back, leaving.

use crate::words::words;
use hibiki_domain::language::Language;

words! {
    BackWords;

    recovery_title: "開けなくなったときは" / "開（ひら）けなく なったとき" / "If you can no longer open it";
    recovery_lead: "前に使っていたパスキーやカードを、すべてなくした方のための手続きです。ほかに開ける方法が一つでも残っていれば、そちらをお使いください。"
        / "まえの パスキーや カードが、ぜんぶ ない 人（ひと）の ページです。"
        / "For people who lost every passkey and card with which they opened the record. If one of them is left, use that.";
    recovery_before: "先に、役場の窓口で本人確認の書類を見せて、お手紙をもらうか、新しいカードを登録してもらいます。お手紙のコードで、新しい端末にパスキーを登録できます。済んだら、その方法で申し込みます。"
        / "さきに、役場（やくば）で 新（あたら）しい パスキーか カードを 登録（とうろく）します。それから 下（した）の ボタンを おします。"
        / "First go to the town hall counter with proof of who you are: they register a new card, or give you a letter with whose code you register a passkey on your new device. Then ask with it here.";
    recovery_by_passkey: "新しいパスキーで申し込む" / "パスキーで 申（もう）し込（こ）む" / "Ask with the new passkey";
    recovery_by_card: "新しいカードと暗証番号で申し込む" / "カードと 暗証番号（あんしょうばんごう）で 申（もう）し込（こ）む" / "Ask with the new card and its PIN";
    prepare_lead: "18歳の誕生日までは、保護者の方があなたの記録を開きます。いま準備しておくと、誕生日から、準備に使ったパスキーかカードで、あなただけが開けます。"
        / "18歳（さい）から、じぶんの 記録（きろく）を 開（ひら）けるように します。"
        / "Until your 18th birthday your guardians open your record. If you prepare now, your passkey or card opens it from that day, and theirs no longer do.";
    prepare_how: "ボタンを押すと番号が出ます。保護者の方が、ご自身の画面の番号と同じかどうかを確かめると、準備ができます。"
        / "ボタンを おすと 番号（ばんごう）が 出（で）ます。おうちの 人（ひと）に 見（み）せてください。"
        / "Press the button to see some digits. A guardian compares them with those on their own screen, and it is done.";
    prepare_done: "準備ができています。18歳の誕生日から、準備に使ったパスキーかカードで開けます。端末やカードを替えたときだけ、もう一度準備してください。"
        / "準備（じゅんび）が できました。18歳（さい）から 開（ひら）けます。"
        / "You are prepared: from your 18th birthday the passkey or card with which you prepared opens your record. Do it once more only if you change to another.";
    prepare_by_passkey: "パスキーで準備する" / "パスキーで 準備（じゅんび）する" / "Prepare with a passkey";
    prepare_by_card: "カードと暗証番号で準備する" / "カードと 暗証番号（あんしょうばんごう）で 準備（じゅんび）する" / "Prepare with a card and its PIN";
    recovery_asked: "申し込みを受け付けました。次の番号を印刷するか書き写して、役場の窓口に本人確認の書類と一緒にお持ちください。"
        / "つぎの 番号（ばんごう）を 紙（かみ）に 書（か）いて、役場（やくば）に 来（き）てください。"
        / "You have asked for a new key. Print these digits or copy them by hand, and bring them to the town hall counter with proof of who you are.";
    recovery_confirmed: "窓口での確認が済みました。復旧用の鍵を預かる職員2人が、紙の番号を見て手続きします。済むまで、紙は役場に預けてください。"
        / "役場（やくば）で 鍵（かぎ）を 作（つく）って います。すこし 待（ま）ってください。"
        / "The counter has seen you. Two holders of the town's recovery key will compare the digits on your paper and make the key; leave the paper with the town hall until then.";
    recovery_sealed: "鍵ができました。申し込みに使ったパスキーかカードで開いてください。前のパスキーやカードでは、もう開けません。"
        / "できました。新（あたら）しい パスキーか カードで 開（ひら）いてください。"
        / "The key is ready. Open the record with the passkey or card with which you asked. Earlier passkeys and cards no longer open it.";
    recovery_guardian: "保護者の方に、この申し込みを見てもらってください。保護者の「健康の記録」にある「鍵」のページで、番号をくらべて準備します。18歳の誕生日から、申し込みに使ったパスキーかカードで開けます。"
        / "おうちの 人（ひと）に 見（み）てもらって ください。18歳（さい）から 開（ひら）けます。"
        / "Ask a guardian to look at this on the page of keys of their health record, and to compare the digits. From your 18th birthday the passkey or card with which you asked opens the record.";
    recovery_of_child: "この記録を開ける保護者の方が、いまほかにいません。町の復旧用の鍵で、保護者のあなたが開けるようにします。"
        / "この 記録（きろく）を 開（ひら）ける 人（ひと）が いません。役場（やくば）に たのみます。"
        / "No other guardian of today can open this record. The town's recovery key can let you in, as a guardian.";
    recovery_digits: "くらべる番号" / "番号（ばんごう）" / "Digits to compare";
    recovery_until: "この申し込みの期限：" / "いつまで：" / "This request ends on ";
    recovery_open: "記録を開く" / "開（ひら）く" / "Open the record";
    keys_title: "この記録を開ける鍵" / "鍵（かぎ）" / "Keys of this record";
    keys_lead: "あなたの記録を開けるものです。" / "あなたの 記録（きろく）を 開（ひら）ける ものです。" / "These open your record.";
    keys_lead_child: "お子さんの記録は、保護者がご自身の記録を開くと、一緒に開きます。18歳の誕生日からは、本人だけが開きます。"
        / "子（こ）どもの 記録（きろく）は、おうちの 人（ひと）の 記録（きろく）と いっしょに 開（ひら）きます。18歳（さい）からは 本人（ほんにん）だけが 開（ひら）きます。"
        / "A child's record opens together with a guardian's own. From the 18th birthday nobody opens it but the child.";
    keys_alone: "開き方が一つだけです。なくすと、役場の窓口で鍵を作り直すまで開けません。もう一つ足しておくと安心です。"
        / "開（ひら）く 方法（ほうほう）が ひとつだけです。もうひとつ あると あんしんです。"
        / "Only one thing opens it. If you lose that, you cannot open the record until the town hall has helped you make a new key. It is safer to add a second.";
    keys_add_title: "もう一つの開き方を足すには" / "もうひとつ ふやす" / "Add a second way";
    keys_add_first: "新しいパスキーかカードを登録します（登録が済んでいれば、2から）。" / "新（あたら）しい パスキーか カードを 登録（とうろく）します。" / "Register a new passkey or card, if you have not yet:";
    keys_add_then: "この記録を開いたまま、それで一度開きます。次からは、それだけで開けます。" / "この 記録（きろく）を 開（ひら）いた まま、それで もういちど 開（ひら）きます。" / "Open the record with it once while it is open as it is now. From then on it opens the record alone:";
    keys_add: "もう一つの開き方を足す" / "ふやす" / "Add a way";
    keys_remove_title: "使わなくなったものを外すには" / "いらない ものを はずす" / "Remove one that you no longer use";
    keys_remove: "なくしたものや、手放した端末のパスキーは、外してください。次に記録を開いたときに鍵が新しくなり、外したものでは、そのあとの記録を開けません。"
        / "なくした ものや 古（ふる）い ものは、はずしてください。つぎに 開（ひら）くと、鍵（かぎ）が 新（あたら）しく なります。"
        / "Remove what you lost or gave away. The next time you open the record its key is made anew, and what you removed opens nothing that follows.";
    keys_of: "：" / "：" / ": ";
    keys_passkey: "パスキー" / "パスキー" / "A passkey";
    keys_browser: "パスキーと、いつものブラウザー" / "パスキーと いつもの ブラウザー" / "A passkey in one browser";
    keys_card: "カードと暗証番号" / "カードと 暗証番号（あんしょうばんごう）" / "A card with its PIN";
    keys_guardian: "保護者" / "保護者（ほごしゃ）" / "Guardian";
    keys_recovery: "町の復旧用の鍵（3枚に分けた紙のうち2枚がそろったときだけ）" / "町（まち）の 鍵（かぎ）（ふたりが そろった ときだけ）" / "The town's recovery key, when two of its three sheets of paper come together";
    keys_sleeps: "18歳の誕生日から" / "18歳（さい）から" / "from the 18th birthday";
    keys_asking: "開けるようになりたい方" / "申（もう）し込（こ）み" / "Who asks to be let in";
    keys_asking_guardian: "役場の窓口で保護者として登録された方です。開けるようにすると、これまでの記録もすべて見られます。"
        / "役場（やくば）で 保護者（ほごしゃ）に なった 人（ひと）です。ぜんぶ 見（み）られるように なります。"
        / "Registered as a guardian at the town hall counter. They will see everything that has been recorded.";
    keys_asking_own: "お子さん本人の鍵です。本人の画面の番号と、下の番号が1つも違わないことを確かめてください。18歳の誕生日から使えます。"
        / "本人（ほんにん）の 鍵（かぎ）です。番号（ばんごう）が おなじか 見（み）てください。18歳（さい）から つかえます。"
        / "Your child's own key. Compare all the digits with those on their screen. It works from the 18th birthday.";
    keys_own: "お子さん本人" / "本人（ほんにん）" / "Your child";
    keys_let: "開けるようにする" / "開（ひら）けるように する" / "Let them open it";
    keys_done: "開けるようにしました。" / "できました。" / "They can open it now.";
    leave_title: "記録を消してやめる" / "記録（きろく）を けして やめる" / "Remove the record and leave";
    leave_lead: "この記録をすべて消します。消したあとは、本人も町も、だれも元に戻せません。"
        / "この 記録（きろく）を ぜんぶ けします。もとに もどせません。"
        / "This removes the whole record. Nobody can bring it back afterwards, neither you nor the town.";
    leave_export: "先に、内容を書き出して手元に残すことをお勧めします。" / "さきに、内容（ないよう）を 出（だ）して おいてください。" / "Take a copy of everything first.";
    leave_whose: "消す記録：" / "けす 記録（きろく）：" / "The record to remove: ";
    leave_what: "鍵を壊すので、すぐに、だれにも読めなくなります。町の控えに残る読めないデータも、すべてなくなる日：" / "すぐに だれも 読（よ）めなく なります。なにも のこらない 日（ひ）：" / "It becomes unreadable at once, because its keys are destroyed. The unreadable data in the town's backups is gone from this day on: ";
    leave_type: "確かめのため、「消します」と入力してください" / "「けします」と 書（か）いてください" / "To confirm, type DELETE";
    leave_wrong: "「消します」と入力してください。まだ何も消していません。" / "「けします」と 書（か）いてください。まだ けして いません。" / "Type DELETE. Nothing has been removed yet.";
    leave_button: "この記録を消す" / "けす" / "Remove this record";
    leave_done: "記録を消しました。もうだれにも読めません。町の控えからもすべてなくなる日：" / "けしました。なにも のこらない 日（ひ）：" / "The record is removed and nobody can read it. It is gone from the town's backups too from ";
    back: "戻る" / "もどる" / "Back";
    print: "印刷する" / "紙（かみ）に する" / "Print";
}
