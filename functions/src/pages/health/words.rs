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
    open_touched: "カードをかざしただけでは開けません。大切な記録なので、パスキーか、カードの暗証番号で、もう一度ご本人を確かめます。"
        / "カードを かざす だけでは 開（ひら）けません。パスキーか 暗証番号（あんしょうばんごう）で 開（ひら）きます。"
        / "Touching a card alone does not open it. Please prove who you are with a passkey, or with the card's PIN.";
    open_is_open: "記録は、いま開いています。まだ使ったことのないパスキーやカードでここから開くと、次からは、それだけでも開けるようになります。"
        / "いま 開（ひら）いて います。新（あたら）しい パスキーや カードを つかうと、つぎから それでも 開（ひら）けます。"
        / "The record is open. If you open it here with a passkey or card that did not open it before, that will open it alone from then on.";
    open_passkey: "パスキーで開く" / "パスキーで 開（ひら）く" / "Open with passkey";
    open_by_passkey: "パスキーを使う" / "パスキー" / "With a passkey";
    open_by_card: "マイナンバーカードを使う" / "マイナンバーカード" / "With your Individual Number Card";
    open_card_how: "カードリーダーと card-bridge がある端末で、カードの暗証番号（4桁）を入れて開きます。パスキーがない方も、これで始められます。"
        / "カードリーダーが いります。カードの 暗証番号（あんしょうばんごう）（4けた）で 開（ひら）きます。"
        / "On a computer with a card reader and card-bridge, with the card's 4-digit PIN. You can begin a record this way without a passkey.";
    open_card: "カードと暗証番号で開く" / "カードで 開（ひら）く" / "Open with card and PIN";
    open_browser: "お使いの端末によっては、このブラウザーの中にも鍵を置きます。ブラウザーのデータを消すと、その鍵は失われます。カードなど、もう一つの開き方も足しておくと安心です。"
        / "この ブラウザーにも 鍵（かぎ）を おく ことが あります。データを けすと 鍵（かぎ）も なくなります。カードでも 開（ひら）けるように してください。"
        / "On some devices part of the key is kept in this browser; clearing the browser's data loses it. Add a second way, such as your card, to be safe.";
    open_lost: "開けなくなったときは、役場の窓口で本人を確認したうえで、鍵を作り直せます。"
        / "開（ひら）けない ときは、役場（やくば）に 来（き）てください。"
        / "If you can no longer open it, the town hall counter can help you make a new key after checking who you are.";
    open_young: "18歳の誕生日までは、保護者の方があなたの記録を開きます。17歳の今から、誕生日に自分で開けるように準備できます。"
        / "18歳（さい）までは、おうちの 人（ひと）が 開（ひら）きます。いま、準備（じゅんび）が できます。"
        / "Until your 18th birthday your guardians open your record. From 17 on you can prepare to open it yourself from that day.";
    open_prepare: "18歳から自分で開く準備" / "18歳（さい）の 準備（じゅんび）" / "Prepare for my 18th birthday";
    open_recovery: "鍵を作り直す手続き" / "鍵（かぎ）を 作（つく）りなおす" / "How to make a new key";

    home_lead: "だれの記録を見ますか。" / "だれの 記録（きろく）を 見（み）ますか。" / "Whose record do you want to see?";
    home_mine: "私の記録" / "わたしの 記録（きろく）" / "My record";
    home_begin: "記録を始める" / "はじめる" / "Begin the record";
    home_not_begun: "まだ記録がありません。" / "まだ ありません。" / "There is no record yet.";
    home_waits: "もう一人の保護者が、記録を始めています。あなたも見られるように、申し込みました。もう一人の保護者に、この子の記録の「この記録を開ける鍵」のページを開いてもらってください。そのあと、記録を一度閉じて、開き直すと見られます。"
        / "もうひとりの 保護者（ほごしゃ）が はじめています。その人（ひと）に「鍵（かぎ）」の ページを 見（み）てもらって ください。"
        / "The other guardian has begun this record, and you have asked to be let in. Ask them to open the page of keys of this child's record; then close yours and open it again.";
    overview_asked: "この記録を開けるようになりたい方がいます。" / "この 記録（きろく）を 見（み）たい 人（ひと）が います。" / "Somebody asks to be let into this record.";
    home_close: "閉じる" / "しめる" / "Close the record";
    home_close_hint: "家族と共用の端末では、見終わったら閉じてください。" / "みんなで つかう ときは、しめてください。" / "On a shared device, close it when you have finished.";
    home_closed: "閉じました。" / "しめました。" / "The record is closed.";
    overview_damaged: "記録の一部を確かめられませんでした。安全のため、そこへの書き込みを止めています。役場にご連絡ください。" / "記録（きろく）に おかしい ところが あります。役場（やくば）に 電話（でんわ）してください。" / "Part of this record could not be verified, and writing to it is stopped. Please call the town hall.";
    overview_log_cut: "だれが見たかを残す行の一部が、なくなっています。役場にご連絡ください。" / "だれが 見（み）たかの 記録（きろく）が たりません。役場（やくば）に 電話（でんわ）してください。" / "Some lines of who looked at this record are gone. Please call the town hall.";
    overview_none: "まだ記録がありません。" / "まだ ありません。" / "Nothing has been recorded yet.";
    overview_title: "記録の一覧" / "記録（きろく）" / "Overview of the record";
    overview_count_before: "全部で" / "ぜんぶで " / "";
    overview_count_after: "件" / "こ" / " in all";
    overview_more: "この記録について" / "この 記録（きろく）の こと" / "About this record";
    received_filed: "{}件の記録が届き、この記録に入りました。" / "{}この 記録（きろく）が とどきました。" / "{} new entries came in and are now part of this record.";
    received_waiting: "あと{}件が届いて待っています。" / "あと {}こ あります。" / "{} more are waiting.";
    received_next: "続きを受け取る" / "つぎを もらう" / "Receive the next ones";
    received_refused: "{day}に届いた{n}件は、本物と確かめられないため、記録に入れていません。役場にお問い合わせください。" / "{day}の {n}こは おかしいので、入（い）れていません。役場（やくば）に 電話（でんわ）してください。" / "{n} that came on {day} could not be verified and were kept out. Please ask the town hall.";
    overview_keys: "この記録を開ける鍵" / "鍵（かぎ）" / "Keys of this record";
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
    looks_ask: "心当たりがないときや、理由をたずねたいときは、総務課（0000-12-3400）に、その行の番号と日時を伝えてください。記録の中身を話す必要はありません。"
        / "わからない ときは、役場（やくば）に 番号（ばんごう）と 日（ひ）を 言（い）ってください。電話（でんわ） 0000-12-3400"
        / "If you do not know why somebody looked, tell the General Affairs office (0000-12-3400) the number and the time of that line. You need not say what is in your record.";
    looks_number: "番号" / "番号（ばんごう）" / "No.";
    looks_lead: "見るたび、書くたびに、1行ずつ残ります。あとから消したり変えたりすることはできません。" / "見（み）た こと、書（か）いた ことが、ぜんぶ のこります。" / "Every look and every change leaves a line here. Nobody can change or remove one later.";
    consents_title: "見てもらう人を決める（同意）" / "だれに 見（み）せるか きめる" / "Who may read this record";
    looks_consent_given: "見てもらう同意" / "見（み）せる 約束（やくそく）" / "a consent to read";
    looks_given: "同意しました" / "見（み）せることに しました" / "given";
    looks_taken_back: "取り消しました" / "やめました" / "taken back";
    looks_refused: "見ようとしましたが、見られませんでした" / "見（み）ようと しました。見（み）られませんでした" / "tried to look, and was refused";
    looks_read: "見ました" / "見（み）ました" / "looked";
    looks_wrote: "書きました" / "書（か）きました" / "wrote";
    looks_myself: "本人" / "わたしが 見（み）ました" / "one's own record";
    looks_guardian: "保護者" / "保護者（ほごしゃ）" / "as a guardian";
    looks_asked: "本人の申し込み（窓口で本人を確認）" / "わたしが 申（もう）し込（こ）みました" / "asked for by you, at the counter";
    looks_other: "記録" / "記録（きろく）" / "the record";
    looks_inbox: "届いた記録の受け取り" / "とどいた 記録（きろく）" / "Entries that came in";
    looks_unreadable: "読めません" / "読（よ）めません" / "unreadable";
    looks_gone: "ここにあった{}行が、なくなっています。役場にご連絡ください。" / "ここに あった {}行（ぎょう）が ありません。役場（やくば）に 電話（でんわ）してください。" / "{} lines that stood here are gone. Please call the town hall.";
    looks_epoch_way: "鍵を新しくしました（外したパスキーやカードでは、ここから先の記録は開けません）" / "鍵（かぎ）を 新（あたら）しく しました（はずした ものでは 開（ひら）けません）" / "a new key was made: what was removed opens nothing from here on";
    looks_epoch_guardian: "鍵を新しくしました（保護者でなくなった方は、ここから先の記録を開けません）" / "鍵（かぎ）を 新（あたら）しく しました（保護者（ほごしゃ）が かわりました）" / "a new key was made: a guardian changed";
    looks_epoch_renewed: "鍵を新しくしました（保護者ご自身の鍵が新しくなりました）" / "鍵（かぎ）を 新（あたら）しく しました" / "a new key was made: the guardian's own key changed";
    looks_epoch_town: "鍵を新しくしました（町の復旧用の鍵が替わりました）" / "鍵（かぎ）を 新（あたら）しく しました（町（まち）の 鍵（かぎ））" / "a new key was made: the town's recovery key changed";
    looks_epoch_recovered: "鍵を作り直しました（前のパスキーやカードでは、もう開けません）" / "鍵（かぎ）を 作（つく）りなおしました" / "the key was made anew with the town's help: earlier passkeys and cards no longer open it";
    looks_town: "役場（復旧用の鍵）" / "役場（やくば）" / "The town (recovery key)";
    looks_recovery_fetched: "鍵を作り直すため、封をした鍵を復旧用の機械に渡しました" / "鍵（かぎ）を 作（つく）りなおす ために 出（だ）しました" / "the sealed key was handed to the recovery machine";
    looks_recovery_sealed: "申し込まれた新しい鍵で開けるようにしました" / "新（あたら）しい 鍵（かぎ）が できました" / "the new key that was asked for was made";
    looks_let_guardian: "もう一人の保護者が開けるようにしました" / "もうひとりの 保護者（ほごしゃ）が 開（ひら）けるように しました" / "another guardian was let in";
    looks_let_own: "本人が18歳から開けるようにしました" / "本人（ほんにん）が 18歳（さい）から 開（ひら）けるように しました" / "the young person was let in from 18 on";
    looks_changed: "書き換えられています" / "かわっています" / "changed by somebody";

    looks_emergency_sealed: "緊急時の情報を、救急の端末だけが開ける形にしました" / "救急（きゅうきゅう）の 機械（きかい）の ために しまいました" / "The emergency summary, sealed for the medics' readers";
    looks_emergency_opened: "緊急時の情報が開かれました" / "緊急（きんきゅう）の 情報（じょうほう）が 開（ひら）かれました" / "The emergency summary was opened";
    emergency_title: "救急の人に見えるもの" / "救急（きゅうきゅう）の 人（ひと）が 見（み）る もの" / "What a medic will see";
    emergency_lead: "話せなくなったとき、救急の職員があなたのカードをかざすと、ここにあるものだけが表示されます。健康の記録のほかの部分は見えません。"
        / "話（はな）せない とき、救急（きゅうきゅう）の 人（ひと）が カードで これだけを 見（み）ます。"
        / "If you cannot speak, a medic who touches your card sees this and nothing else of your record.";
    emergency_all_ready: "いま、町の救急の端末{of}台で見られます。" / "いま {of}この 機械（きかい）で 見（み）られます。" / "Today all {of} emergency readers of the town can show it.";
    emergency_ready: "いま、町の救急の端末{of}台のうち{n}台で見られます。" / "いま {of}の 機械（きかい）の うち {n}で 見（み）られます。" / "Today {n} of {of} emergency readers can show it.";
    emergency_none_ready: "いまは、どの救急の端末でも見られません。記録を一度閉じて、もう一度開いてください。" / "いまは 見（み）られません。記録（きろく）を もういちど 開（ひら）いてください。" / "No emergency reader can show it now. Close the record and open it again.";
    emergency_no_bridge: "町には、まだ救急の端末がありません。用意されたら、次に記録を開いたときに使えるようになります。" / "救急（きゅうきゅう）の 機械（きかい）は まだ ありません。" / "The town has no emergency reader yet. Once it has, yours is made ready when you next open the record.";
    emergency_seen: "表示される内容" / "見（み）える もの" / "What is shown";
    emergency_change: "載せたくないものは、下から取り消せます。書き直すと、端末の内容もすぐに変わります。" / "いやな ものは けす ことが できます。" / "Withdraw whatever you do not want there. What you correct changes at the readers at once.";
    emergency_edit: "書き加える・直す" / "書（か）く・なおす" / "Add or correct";
    emergency_nothing: "まだ何も書かれていません。アレルギー、病気、いつもの薬、血液型、連絡先を書いておくと、いざというときに役立ちます。" / "まだ ありません。アレルギーや 薬（くすり）を 書（か）いてください。" / "Nothing is written yet. Allergies, conditions, regular medicines, blood type and whom to call can help to save your life.";
    emergency_write: "書き始める" / "書（か）く" / "Begin";
    emergency_told: "開かれたときは、マイページにすぐお知らせが届き、「この記録を見た人・書いた人」に、だれが、いつ、なぜ開いたかが残ります。" / "だれかが 見（み）たら、マイページに お知（し）らせが きます。" / "Whenever it is opened, a notice comes to My Page at once, and “Who looked at this record” says who, when and why.";

    growth_title: "成長曲線" / "大（おお）きく なった 記録（きろく）" / "Growth curve";
    growth_show: "見るもの" / "見（み）る もの" / "Show";
    growth_ages: "年齢の範囲" / "年（とし）" / "Ages";
    growth_with: "きょうだいと並べる" / "きょうだいと ならべる" / "Beside a brother or sister";
    growth_weight: "体重" / "体重（たいじゅう）" / "Weight";
    growth_length: "身長" / "身長（しんちょう）" / "Height";
    growth_head: "頭囲" / "頭（あたま）の まわり" / "Head";
    growth_kaup: "カウプ指数（BMI）" / "カウプ指数（しすう）" / "Kaup index (BMI)";
    growth_obesity: "肥満度" / "肥満度（ひまんど）" / "Degree of obesity";
    growth_first_year: "1歳まで" / "1歳（さい）まで" / "First year";
    growth_three_years: "3歳まで" / "3歳（さい）まで" / "To 3 years";
    growth_six_years: "6歳半まで" / "6歳（さい）半（はん）まで" / "To 6½ years";
    growth_boys: "男の子の線" / "男（おとこ）の 子（こ）の 線（せん）" / "Lines of boys";
    growth_girls: "女の子の線" / "女（おんな）の 子（こ）の 線（せん）" / "Lines of girls";
    growth_axis_months: "月齢（か月）" / "月（つき）" / "Age in months";
    growth_axis_years: "年齢（歳）" / "年（とし）" / "Age in years";
    growth_described: "3・10・25・50・75・90・97パーセンタイルの線。"
        / "100人（にん）を ならべた ときの 線（せん）。"
        / "Lines of the percentiles 3, 10, 25, 50, 75, 90 and 97. ";
    growth_day: "日付" / "日（ひ）" / "Day";
    growth_age: "月齢・年齢" / "年（とし）" / "Age";
    growth_corrected: "修正月齢" / "予定日（よていび）からの 年（とし）" / "Corrected age";
    growth_position: "パーセンタイル" / "100人（にん）の 中（なか）の 順番（じゅんばん）" / "Percentile";
    growth_corrected_position: "修正月齢のパーセンタイル" / "予定日（よていび）からの 順番（じゅんばん）" / "Percentile, corrected";
    growth_place: "" / "番目（ばんめ）くらい" / "";
    growth_below: "3未満" / "3番目（ばんめ）より 小（ちい）さい" / "below 3";
    growth_above: "97を超える" / "97番目（ばんめ）より 大（おお）きい" / "above 97";
    growth_no_line: "調査の線がない年齢です" / "線（せん）が ありません" / "no lines at this age";
    growth_before_birth: "生まれる前の日付です" / "生（う）まれる まえの 日（ひ）です" / "before the birth";
    growth_at_birth: "出生時" / "生（う）まれた 日（ひ）" / "at birth";
    growth_days: "日" / "日（にち）" / "days";
    growth_months: "か月" / "か月（げつ）" / "months";
    growth_years: "歳" / "歳（さい）" / "years";
    growth_add: "身長・体重を書き加える" / "身長（しんちょう）・体重（たいじゅう）を 書（か）く" / "Add a measurement";
    growth_add_birth: "出生の記録を書く" / "生（う）まれた ときの 記録（きろく）を 書（か）く" / "Add the birth record";
    growth_about: "この曲線の見方" / "見（み）かた" / "How to read it";
    growth_about_lines: "同じ月齢の子ども100人を小さい順に並べたとき、下から何番目くらいかを表す線です。帯の中に100人のうち94人が入り、太い線が真ん中（50番目）です。2歳までの身長は寝かせて、2歳からは立たせて測った値です。生後1日から29日までは、調査の線がありません。"
        / "同（おな）じ 年（とし）の 子（こ）どもを 100人（にん） 小（ちい）さい 順番（じゅんばん）に ならべます。色（いろ）の 中（なか）に 94人（にん）が 入（はい）ります。太（ふと）い 線（せん）は 50番目（ばんめ）です。"
        / "Of 100 children of the same age, put in order of size, the lines say which place from the bottom. 94 of the 100 are within the band; the thick line is the 50th. Height was measured lying until the second birthday and standing from then on. The survey has no lines for the days 1 to 29.";
    growth_about_kaup: "カウプ指数は、体重（kg）を身長（m）で2回割った値で、BMI と同じ計算です。乳幼児では、およそ15から19がふつうとされます。同じ日の身長と体重から計算します。"
        / "カウプ指数（しすう）は 体重（たいじゅう）と 身長（しんちょう）の 数字（すうじ）です。小（ちい）さい 子（こ）は 15から 19くらいです。"
        / "Kaup's index is the weight in kilograms divided twice by the height in metres, as the BMI is. In small children about 15 to 19 is usual. It is reckoned from height and weight of the same day.";
    growth_about_obesity: "肥満度は、身長から求めた標準体重との差です。身長70cm以上120cm未満の1歳から5歳に使い、−15%から+15%の間がふつうです。計算には令和5年調査の式を使います（古い母子健康手帳の式とは、少し違います）。"
        / "肥満度（ひまんど）は 1歳（さい）から 5歳（さい）の 数字（すうじ）です。−15%から +15%が ふつうです。"
        / "The degree of obesity is how far the weight is from the standard weight of the height. It is for ages 1 to 5 and heights from 70 to 120 cm; between −15% and +15% is usual. The formula is that of the survey of 2023; older notebooks have another.";
    growth_about_corrected: "予定日より早く（妊娠37週より前に）生まれたお子さんは、予定日から数えた修正月齢でも表します。3歳の誕生日までの記録に使います。予防接種や手続きは、暦の月齢で数えます。"
        / "早（はや）く 生（う）まれた 子（こ）は、予定日（よていび）から 数（かぞ）えた 年（とし）でも 見（み）ます（3歳（さい）まで）。予防接種（よぼうせっしゅ）は 生（う）まれた 日（ひ）から 数（かぞ）えます。"
        / "A child born before 37 weeks is shown at the age since the due date as well, until the third birthday. Vaccinations and rights go by the calendar age.";
    growth_about_birth: "出生の記録に性別がないので、男の子と女の子の両方の線を表示しています。"
        / "男（おとこ）の 子（こ）の 線（せん）と 女（おんな）の 子（こ）の 線（せん）が あります。"
        / "The record has no sex at birth, so the lines of both boys and girls are shown.";
    growth_no_diagnosis: "線の外でも、すぐに病気ということではありません。気になるときは、健診やかかりつけのお医者さん、保健師にご相談ください。"
        / "線（せん）の 外（そと）でも、病気（びょうき）とは かぎりません。しんぱいな ときは、お医者（いしゃ）さんか 保健師（ほけんし）に きいてください。"
        / "Outside the lines is no diagnosis. If you wonder, ask at a check-up, your doctor or the public health nurse.";
    growth_source: "線：こども家庭庁" / "線（せん）：こども家庭庁（かていちょう）" / "Lines: Children and Families Agency,";
    growth_source_after: "（2024年12月25日公表）" / "（2024年12月25日）" / "(survey of 2023, published on 25 December 2024)";

    vaccinations_title: "予防接種の予定" / "予防接種（よぼうせっしゅ）の 予定（よてい）" / "Vaccination plan";
    vaccinations_doctor: "国の決まりと記録から計算した日付です。受けるかどうか、いつ受けるかは、お医者さんが決めます。体調や持病のことも、お医者さんにご相談ください。"
        / "国（くに）の 決（き）まりと 記録（きろく）から 数（かぞ）えた 日（ひ）です。うけるか、いつ うけるかは お医者（いしゃ）さんが 決（き）めます。"
        / "These dates are reckoned from the country's rules and what is recorded. Whether and when to vaccinate is for the doctor to decide.";
    vaccinations_next: "次の目安：" / "つぎ：" / "Next: ";
    vaccinations_add: "受けた予防接種を書き加える" / "うけた ワクチンを 書（か）く" / "Add a dose";
    vaccinations_now: "今できるもの" / "いま できる もの" / "Possible now";
    vaccinations_later: "これからのもの" / "これから" / "Later";
    vaccinations_ask: "相談するもの" / "きいて ください" / "To be asked about";
    vaccinations_done: "済んだもの" / "おわりました" / "Done";
    vaccinations_optional: "任意接種" / "うけても うけなくても いい" / "optional";
    vaccinations_dose: "次の回" / "つぎ" / "Next dose";
    vaccinations_or: " または " / " か " / " or ";
    vaccinations_day: "目安の日" / "この ころ" / "Proposed day";
    vaccinations_from: "受けられるのは" / "うけられるのは" / "Possible from";
    vaccinations_standard: "標準の時期" / "ふつうの 時期（じき）" / "Usual time";
    vaccinations_last: "定期接種の最後の日" / "さいごの 日（ひ）" / "Last day";
    vaccinations_until: "特例の最後の日" / "特別（とくべつ）な さいごの 日（ひ）" / "Last day of the special measure";
    vaccinations_then: "そのあとの目安" / "その あと" / "After that";
    vaccinations_reckoned: "日付の計算" / "日（ひ）の 数（かぞ）え方（かた）" / "How the dates are reckoned";
    vaccinations_rule: "決まり：" / "決（き）まり：" / "Rule: ";
    vaccinations_sources: "決まりの出典" / "決（き）まりは どこに あるか" / "Sources of the rules";
    vaccinations_sources_lead: "それぞれの決まりを、どこで、いつ確かめたかです。決まりは変わることがあります。"
        / "決（き）まりは かわる ことが あります。"
        / "Where and when each rule was read. Rules can change.";
    vaccinations_read: "確認日 " / "見（み）た 日（ひ） " / "read on ";
    answers_title: "受けたことがありますか" / "うけましたか" / "Was it given?";
    answers_disease: "病気" / "病気（びょうき）" / "Against";
    answers_status: "答え" / "こたえ" / "Answer";
    answers_doses: "受けた日" / "うけた 日（ひ）" / "Doses";
    answers_none: "記録がないもの（受けていないとは限りません）：" / "記録（きろく）が ない もの（うけたかも しれません）：" / "Nothing recorded (which does not mean not vaccinated): ";
    answers_list: "予防接種の記録の一覧" / "予防接種（よぼうせっしゅ）の 記録（きろく）" / "All vaccination entries";
    mother_title: "RSウイルスの母子免疫ワクチン" / "おかあさんの RSウイルス ワクチン" / "RSV vaccine in pregnancy";
    mother_from: "{}（妊娠28週0日）から{}（36週6日）までの間に受けられます。"
        / "{}から {}まで うけられます。"
        / "It can be given from {} (28 weeks and 0 days) to {} (36 weeks and 6 days).";
    mother_due: "今、受けられる時期です。最後の日は{}（妊娠36週6日）です。"
        / "いま うけられます。さいごの 日（ひ）は {}です。"
        / "It can be given now, until {} (36 weeks and 6 days).";
    mother_late: "受けられる時期は、{}（妊娠36週6日）に終わりました。"
        / "さいごの 日（ひ）は {}でした。"
        / "The last day was {} (36 weeks and 6 days).";
    mother_given: "{}に受けた記録があります。{}から後に生まれると、十分な効果が見込めるとされています。"
        / "{}に うけました。{}から あとに 生（う）まれると、よく ききます。"
        / "Recorded on {}. A child born on {} or later is expected to have the full benefit.";
    mother_outside: "{}に受けた記録がありますが、決まりの時期の外です。お医者さんにご相談ください。"
        / "{}に うけました。時期（じき）が ちがいます。お医者（いしゃ）さんに きいてください。"
        / "Recorded on {}, outside the weeks of the rule. Please ask the doctor.";
    calendar_title: "予防接種のカレンダー" / "予防接種（よぼうせっしゅ）の カレンダー" / "Calendar of vaccinations";
    calendar_get: "カレンダーに入れる（1年分）" / "カレンダーに 入（い）れる（1年（ねん））" / "Put the coming year into a calendar";
    calendar_lead: "目安の日と最後の日が、7日前などに知らされます。ワクチンの名前は入りません。接種を記録したあとは、もう一度入れてください。"
        / "日（ひ）が 近（ちか）く なると カレンダーが 知（し）らせます。ワクチンの 名前（なまえ）は 入（はい）りません。"
        / "Your calendar then reminds you of proposed and last days, 7 days ahead and earlier. It names no vaccine. After a new dose, get it again.";
    calendar_proposed: "予防接種の目安の日" / "予防接種（よぼうせっしゅ）の ころ" / "Vaccination: proposed day";
    calendar_last: "定期接種の最後の日" / "予防接種（よぼうせっしゅ）の さいごの 日（ひ）" / "Vaccination: last day of the routine";
    calendar_see: "だれの、何の予防接種かは、町のサイトの「健康の記録」で見られます。"
        / "くわしい ことは「健康（けんこう）の 記録（きろく）」を 見（み）てください。"
        / "Whose and which, the health record on the town's site says.";
    school_title: "園や学校に出す記録" / "学校（がっこう）に 出（だ）す 記録（きろく）" / "Record for nursery and school";
    school_lead: "この画面をブラウザーの「印刷」で紙にできます。園や学校の様式には、ここから書き写してください。"
        / "この ページを 紙（かみ）に できます。学校（がっこう）の 紙（かみ）に 書（か）いてください。"
        / "Print this page with your browser, or copy from it into the school's own form.";
    school_name: "名前" / "名前（なまえ）" / "Name";
    school_born: "生年月日" / "生（う）まれた 日（ひ）" / "Born";
    school_today: "作った日" / "きょう" / "As of";
    school_vaccine: "予防接種" / "ワクチン" / "Vaccine";
    school_rest: "残り" / "のこり" / "Rest";
    school_unclear: "数えていません" / "数（かぞ）えません" / "not counted";
    school_later: "これから" / "これから " / "";
    school_later_after: "回" / "回（かい）" / " to come";
    school_open: "あと" / "あと " / "";
    school_open_after: "回（今受けられます）" / "回（かい）（いま うけられます）" / " left, possible now";
    school_missed: "期間を過ぎた回があります" / "うけていない ものが あります" / "The time of a dose is over";
    export_title: "記録を持ち出す" / "記録（きろく）を もっていく" / "Take your record along";
    scan_title: "お薬のQRコードを読み取る" / "薬（くすり）の QRコードを 読（よ）む" / "Read the QR code of a dispensing slip";
    scan_lead: "薬局でもらうお薬の説明書などにあるQRコードを、お薬手帳に写します。1枚の紙ずつ読み取ってください。" / "薬局（やっきょく）の 紙（かみ）の QRコードを 読（よ）みます。1まいずつ 読（よ）んでください。" / "Copies the QR code of the slip that a pharmacy gives you into your notebook. One slip at a time, please.";
    scan_back: "お薬手帳" / "お薬（くすり）手帳（てちょう）" / "Medicine notebook";
    scan_nothing: "QRコードの内容がまだありません。読み取るか、貼り付けてください。" / "まだ なにも ありません。読（よ）んでください。" / "There is nothing yet. Read a code, or paste what was read.";
    scan_prescription: "これは処方箋のQRコードです。薬局でもらう、お薬の説明書などのQRコードを読み取ってください。" / "これは 処方箋（しょほうせん）です。薬局（やっきょく）の 紙（かみ）を 読（よ）んでください。" / "This is the code of a prescription. Read the one on the slip that the pharmacy gives you.";
    scan_other: "お薬手帳のQRコードではありません。薬局でもらう紙にある、「お薬手帳」用のQRコードを読み取ってください。" / "これは ちがう QRコードです。" / "This is not the code of a medicine notebook. Read the one on the slip that the pharmacy gives you; its contents begin with JAHISTC.";
    scan_too_much: "内容が多すぎて、1件には入りません。1枚の紙ずつ送ってください。" / "おおすぎます。1まいずつ おくってください。" / "This is more than one entry can hold. Send one slip at a time.";
    scan_missing: "この紙のQRコードは全部で{of}個あります。まだ読み取っていない番号：{n}" / "QRコードは {of}こ あります。まだの 番号（ばんごう）：{n}" / "This slip has {of} codes. Still to be read: {n}";
    scan_mixed: "別の紙のQRコードが混ざっているか、同じ番号のものが食い違っています。1枚の紙ずつ読み取ってください。" / "ちがう 紙（かみ）の QRコードが あります。1まいずつ 読（よ）んでください。" / "Codes of different slips are mixed, or two say that they are the same one and differ. Read one slip at a time.";
}
