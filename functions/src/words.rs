//! Every word on a resident's page, in the three languages side by side. A missing one does not compile.

use hibiki_domain::{
    dates,
    language::Language,
    time::{Day, Timestamp},
};

macro_rules! words {
    ($Words:ident; $($(#[$doc:meta])* $name:ident: $ja:literal / $easy:literal / $en:literal;)*) => {
        /// The words of one language.
        #[derive(Debug)]
        pub(crate) struct $Words {
            /// The language.
            #[allow(dead_code, reason = "not every page asks")]
            pub(crate) language: Language,
            $(pub(crate) $name: &'static str),*
        }

        impl $Words {
            /// The words of a language.
            pub(crate) const fn of(language: Language) -> &'static Self {
                static JAPANESE: $Words = $Words { language: Language::Japanese, $($name: $ja),* };
                static EASY: $Words = $Words { language: Language::EasyJapanese, $($name: $easy),* };
                static ENGLISH: $Words = $Words { language: Language::English, $($name: $en),* };
                match language {
                    Language::Japanese => &JAPANESE,
                    Language::EasyJapanese => &EASY,
                    Language::English => &ENGLISH,
                }
            }
        }
    };
}

pub(crate) use words;

words! {
    Words;

    log_in: "ログイン" / "ログイン" / "Log in";
    log_out: "ログアウト" / "ログアウト" / "Log out";
    my_page: "マイページ" / "マイページ" / "My Page";
    back: "戻る" / "もどる" / "Back";
    save: "保存する" / "ほぞんする" / "Save";
    cancel: "やめる" / "やめる" / "Cancel";
    honorific: "さん" / "さん" / "";
    no_script: "このページのボタンには JavaScript が必要です。使えない方は、役場の窓口（0000-12-3400）にご相談ください。"
        / "この ページは JavaScript を つかいます。つかえない 人（ひと）は、役場（やくば）に きてください。電話（でんわ） 0000-12-3400"
        / "The buttons of this page need JavaScript. If you cannot use it, please ask at the town hall counter (0000-12-3400).";

    crumbs: "現在の位置" / "今（いま）いるページ" / "You are here";
    crumb_home: "ホーム" / "ホーム" / "Home";
    crumb_bus: "バス" / "バス" / "Buses";

    // The town in motion
    minutes_ago: "分前" / "分（ふん）まえ" / " min ago";
    hours_ago: "時間前" / "時間（じかん）まえ" / " h ago";
    just_now: "1分以内" / "いま" / "just now";
    about_clock: "ごろ" / "ごろ" / "";
    old_data: "古い情報です：" / "ふるい 情報（じょうほう）です：" / "Old data: ";
    typed_by: "職員が入力：" / "町（まち）の 人（ひと）が いれました：" / "Entered by staff: ";
    lot_space_before: "空き " / "あいています " / "";
    lot_space_after: "台" / "台（だい）" / " spaces free";
    lot_space: "空きあり" / "あいています" / "Spaces free";
    lot_few_before: "残りわずか " / "すこし あいています " / "Only ";
    lot_few_after: "台" / "台（だい）" / " left";
    lot_few: "残りわずか" / "すこし あいています" / "Few spaces left";
    lot_full: "満車" / "いっぱい" / "Full";
    lot_closed: "閉鎖中" / "つかえません" / "Closed";
    lot_contradiction: "台数を確認しています" / "台数（だいすう）を しらべています" / "Number being checked";
    lot_no_data: "情報がありません" / "わかりません" / "No data";
    trend_label: "今日の空き台数の移り変わり" / "今日（きょう）の あき" / "Free spaces in the course of today";
    trend_none: "今日の記録はまだありません。" / "今日（きょう）の 記録（きろく）は まだ ありません。" / "Nothing has been recorded today yet.";
    trend_table: "表で見る" / "ひょうで 見（み）る" / "Show as a table";
    trend_time: "時刻" / "時間（じかん）" / "Time";
    trend_free: "空き（台）" / "あき（台）" / "Free spaces";
    plough_no_data: "除雪車の情報が届いていません" / "じょせつしゃの 情報（じょうほう）が ありません" / "No data from the ploughs";
    plough_not_yet: "この2週間に記録はありません" / "まだ きていません" / "No record in the last two weeks";
    plough_heard: "除雪車の情報：" / "じょせつしゃの 情報（じょうほう）：" / "Data from the ploughs: ";
    motion_fresh: "{} に確かめました。このページを見ている間、1分ごとに新しくします。" / "{} に 見（み）ました。1分（ぷん）ごとに 新（あたら）しく なります。" / "Checked at {}. While you look at this page it is refreshed every minute.";
    motion_lost: "いま、新しい情報を受け取れません。表示は、それぞれの時刻のものです。" / "いま、新（あたら）しい 情報（じょうほう）が ありません。まえの 情報（じょうほう）です。" / "No newer data can be had at the moment. What you see is from the times stated.";
    bus_next: "これからのバス" / "つぎの バス" / "Next buses";
    bus_timetable: "この停留所の時刻表" / "この バス停（てい）の 時刻表（じこくひょう）" / "Timetable of this stop";
    bus_plan_only: "時刻表の時刻です。" / "時刻表（じこくひょう）の 時間（じかん）です。" / "Times of the timetable.";
    bus_live: "バスの動きを反映しています：" / "バスの いまの 情報（じょうほう）です：" / "With what the buses report: ";
    bus_stale_before: "バスの動きの情報が古いため（" / "バスの 情報（じょうほう）が ふるいです（" / "What the buses report is old (";
    bus_stale_after: "）、時刻表の時刻を出しています。" / "）。時刻表（じこくひょう）の 時間（じかん）です。" / "), so these are the times of the timetable.";
    bus_planned: "予定" / "よてい" / "planned";
    bus_on_time: "定刻" / "じかん どおり" / "on time";
    bus_late_before: "約" / "だいたい " / "about ";
    bus_late_after: "分遅れ" / "分（ふん） おくれています" / " min late";
    bus_early: "予定より早い" / "よていより はやい" / "early";
    bus_skipped: "ここには停まりません" / "ここに とまりません" / "does not stop here";
    bus_cancelled: "運休" / "きません" / "cancelled";
    bus_added: "臨時" / "ふえた バス" / "extra bus";
    bus_none: "これから出るバスはありません。" / "これから 出（で）る バスは ありません。" / "No more buses.";
    bus_to_before: "" / "" / "to ";
    bus_to_after: " 行き" / " 行（い）き" / "";
    bus_begins: "このダイヤは{}からです。" / "この 時刻表（じこくひょう）は {}から です。" / "This timetable holds from {}.";
    bus_new: "今日から新しいダイヤです。" / "きょうから 時間（じかん）が 変（か）わりました。" / "A new timetable begins today.";
    bus_changes: "{}から新しいダイヤになります。" / "{}から 時間（じかん）が 変（か）わります。" / "A new timetable begins on {}.";
    bus_ends: "このダイヤは{}までです。" / "この 時刻表（じこくひょう）は {}まで です。" / "This timetable holds until {}.";
    bus_ended: "このダイヤは{}で終わりました。新しい時刻はバス会社にお確かめください。" / "この 時刻表（じこくひょう）は {}で おわりました。バスの 会社（かいしゃ）に 聞（き）いてください。" / "This timetable ended on {}. Please ask the operator for current times.";
    net_title: "バスの現在地と運行のお知らせ" / "バスは いま どこ？・お知（し）らせ" / "Where the buses are, and service changes";
    net_alerts: "運行のお知らせ" / "お知（し）らせ" / "Service changes";
    net_alerts_none: "いま出ているお知らせはありません。" / "お知（し）らせは ありません。" / "There are no service changes.";
    net_alerts_unheard: "この会社は、運行のお知らせを配信していません。" / "この 会社（かいしゃ）の お知（し）らせは ここに 出（で）ません。" / "This operator does not send service changes.";
    net_alerts_old: "お知らせの情報が古くなっています：" / "お知（し）らせが ふるいです：" / "The service changes are old: ";
    net_announced: "予定" / "これから" / "Planned";
    net_until: "{}まで" / "{}まで" / "until {}";
    net_from: "{}から" / "{}から" / "from {}";
    net_about: "対象：" / "どこ：" / "Concerns: ";
    net_buses: "いま走っているバス" / "いま 走（はし）っている バス" / "Buses on their way";
    net_map: "バスの位置の地図。番号は一覧と同じです" / "バスの 地図（ちず）" / "Map of the buses, with the numbers of the list";
    net_heard: "バスから届いた位置です：" / "バスの いまの 場所（ばしょ）です：" / "As the buses report: ";
    net_heard_old: "バスの位置の情報が古くなっています：" / "バスの 場所（ばしょ）の 情報（じょうほう）が ふるいです：" / "What the buses report is old: ";
    net_unheard: "この会社は、バスの位置を配信していません。遅れや発車の予定は、停留所のページで見られます。" / "バスの 場所（ばしょ）は わかりません。バス停（てい）の ページを 見（み）てください。" / "This operator does not send positions. Times are on the pages of the stops.";
    net_nobody: "いま、位置の分かるバスはありません。" / "いま、場所（ばしょ）が わかる バスは ありません。" / "No bus reports its position at the moment.";
    net_rest: "いま走っているバスはありません。次のバスは {} です。" / "いま 走（はし）っている バスは ありません。つぎの バスは {} です。" / "No bus is on its way. The next one: {}.";
    net_never: "これから10日のあいだ、走るバスはありません。" / "10日間（にちかん）、バスは ありません。" / "No buses in the next ten days.";
    net_leaves: "発" / "から" / "from";
    net_next: "次は " / "つぎは " / "next stop: ";
    net_standing: "に停車中" / "に とまっています" / "";
    net_standing_before: "" / "" / "at ";
    net_line_unknown: "路線の情報なし" / "どの 線（せん）か わかりません" / "line not known";
    net_all: "すべての路線のバスとお知らせ" / "ぜんぶの バスと お知（し）らせ" / "All lines: buses and service changes";
    net_line_timetable: "この路線の時刻表" / "この 線（せん）の 時刻表（じこくひょう）" / "Timetable of this line";
    net_lists: "路線と停留所の一覧" / "バスの ページ" / "All lines and stops";
    bus_platform: "のりば " / "のりば " / "Stop ";
    status_title: "情報の届きぐあい" / "情報（じょうほう）は とどいていますか" / "How the feeds are";
    status_lead: "駐車場やバスなどの「いま」の情報が、町に届いているかをお知らせします。届かないときは、最後に届いた情報を時刻とともに出します。" / "駐車場（ちゅうしゃじょう）などの 情報（じょうほう）が とどいているか、見（み）る ページです。" / "Whether the data about car parks and the like reach the town. When they do not, the last that came is shown with its time.";
    status_as_of: "このページの時刻：" / "いまの 時間（じかん）：" / "As of ";
    status_none: "町が受け取っている情報はありません。" / "情報（じょうほう）は ありません。" / "The town subscribes to no feed.";
    status_feed: "情報" / "情報（じょうほう）" / "Feed";
    status_state: "状態" / "どう ですか" / "State";
    status_wrong: "困っていること" / "こまっている こと" / "What is wrong";
    status_tried: "最後に確かめた時" / "さいごに しらべた 時間（じかん）" / "Last tried";
    status_last_good: "最後に受け取った時" / "さいごに とどいた 時間（じかん）" / "Last received";
    status_said: "中身の時刻" / "中（なか）の 時間（じかん）" / "Time in the data";
    status_good: "届いています" / "とどいています" / "Arriving";
    status_bad: "確認が必要" / "こまっています" / "Needs a look";
    status_not_yet: "まだ確かめていません" / "まだ しらべていません" / "Not tried yet";
    status_never: "まだありません" / "まだ ありません" / "Never";

    // Log in
    login_lead: "ご自分の方法を選んでください。" / "どれか えらんでください。" / "Choose your way.";
    login_passkey_title: "パスキーで" / "パスキーで" / "With a passkey";
    login_passkey_lead: "スマートフォンやパソコンの指紋・顔・暗証番号を使います。" / "スマホの 指（ゆび）、顔（かお）、番号（ばんごう）を つかいます。" / "Uses the fingerprint, face or PIN of your phone or computer.";
    login_passkey_button: "パスキーでログイン" / "パスキーで ログイン" / "Log in with a passkey";
    login_card_title: "カードで" / "カードで" / "With a card";
    login_card_lead: "カードリーダーのあるパソコンで使えます。" / "カードリーダーが ある パソコンで つかえます。" / "Works on a computer with a card reader.";
    login_pin_button: "カードと暗証番号でログイン" / "カードと 暗証番号（あんしょうばんごう）で ログイン" / "Log in with card and PIN";
    login_tap_button: "カードをかざすだけでログイン" / "カードを かざして ログイン" / "Log in by touching a card";
    login_tap_hint: "かざすだけのログインは、役場や図書館などの町の端末だけで使えます。見られる内容も限られます。" / "かざすだけの ログインは、役場（やくば）や 図書館（としょかん）の 機械（きかい）で つかえます。" / "Touching alone works only at the town's own readers, such as the town hall and the library, and shows less.";
    login_first_title: "はじめての方" / "はじめての 人（ひと）" / "First time here";
    login_first_lead: "役場から届いた手紙のコードで、パスキーを登録できます。手紙がない方は、役場の窓口にお越しください。" / "役場（やくば）の 手紙（てがみ）に コードが あります。コードで はじめます。手紙（てがみ）が ない 人（ひと）は、役場（やくば）に きてください。" / "With the code in the letter from the town hall you can register a passkey. If you have no letter, please come to the counter.";
    login_first_link: "手紙のコードを入力する" / "手紙（てがみ）の コードを 入（い）れる" / "Enter the code from the letter";
    step_up_title: "本人の確認" / "あなたを 確（たし）かめます" / "Confirm it is you";
    step_up_lead: "大切な情報を守るため、もう一度確認します。カードをかざすだけでは開けないページです。" / "大切（たいせつ）な ページです。もういちど 確（たし）かめます。" / "This page is protected: please prove who you are once more. Touching a card alone does not open it.";
    step_up_passkey: "パスキーで確認する" / "パスキーで 確（たし）かめる" / "Confirm with a passkey";
    step_up_pin: "カードと暗証番号で確認する" / "カードと 暗証番号（あんしょうばんごう）で 確（たし）かめる" / "Confirm with card and PIN";
    step_up_none: "どちらも登録していない方は、本人確認書類を持って役場の窓口にお越しください。" / "どちらも ない 人（ひと）は、役場（やくば）に きてください。" / "If you have neither, please come to the counter with an identity document.";

    // A letter's code
    start_title: "手紙のコードで始める" / "手紙（てがみ）の コードで はじめる" / "Start with the code from the letter";
    start_code: "手紙のコード（12文字）" / "コード（12文字）" / "Code in the letter (12 characters)";
    start_code_hint: "例：A1B2-C3D4-E5F6。ハイフンはなくてもかまいません。" / "例（れい）：A1B2-C3D4-E5F6" / "For example A1B2-C3D4-E5F6. Hyphens do not matter.";
    start_birth: "生年月日" / "生（う）まれた 日（ひ）" / "Date of birth";
    start_birth_hint: "例：1948年3月7日 → 1948 ・ 3 ・ 7" / "例（れい）：1948年3月7日 → 1948・3・7" / "For example 7 March 1948: 1948 · 3 · 7";
    start_year: "年（西暦）" / "年（ねん）" / "Year";
    start_month: "月" / "月（がつ）" / "Month";
    start_day: "日" / "日（にち）" / "Day";
    start_button: "次へ進む" / "つぎへ" / "Continue";
    start_wrong: "コードか生年月日が違います。手紙を見て、もう一度入力してください。" / "コードか 生（う）まれた 日（ひ）が ちがいます。もういちど 入（い）れてください。" / "The code or the date of birth is not right. Look at the letter and try again.";
    start_wrong_more: "コードは1回だけ、3週間使えます。期限が過ぎたときは役場にご連絡ください。" / "コードは 1回（かい）だけ つかえます。3週間（しゅうかん）つかえます。" / "A code works once, for three weeks. If it has expired, call the town hall.";
    error_heading: "入力を確かめてください" / "もういちど 見（み）てください" / "Please check what you entered";
    invite_title: "職員の登録" / "職員（しょくいん）の 登録（とうろく）" / "Registration of staff";
    invite_lead: "招待されたコードを入力し、次の画面でパスキーを登録してください。" / "コードを 入（い）れてください。つぎに パスキーを 登録（とうろく）します。" / "Enter the code of your invitation; then register a passkey.";
    invite_code: "招待コード（12文字）" / "コード（12文字）" / "Invitation code (12 characters)";
    invite_wrong: "コードが違うか、期限が過ぎています。招待した人に確かめてください。" / "コードが ちがいます。" / "The code is not right or has expired. Ask whoever invited you.";
    register_title: "パスキーを登録する" / "パスキーを 登録（とうろく）する" / "Register a passkey";
    register_lead: "次からは、この端末の指紋・顔・暗証番号だけでログインできます。パスワードはありません。" / "つぎから、指（ゆび）、顔（かお）、番号（ばんごう）で ログインできます。" / "From now on the fingerprint, face or PIN of this device is enough. There is no password.";
    register_name: "この端末の名前" / "この 機械（きかい）の 名前（なまえ）" / "A name for this device";
    register_name_hint: "例：自分のスマートフォン" / "例（れい）：わたしの スマホ" / "For example: my phone";
    register_button: "パスキーを登録する" / "パスキーを 登録（とうろく）する" / "Register a passkey";

    // My Page
    my_welcome: "登録できました。次からはパスキーでログインしてください。" / "登録（とうろく）できました。つぎから パスキーで ログインしてください。" / "You are registered. From now on, log in with your passkey.";
    notices_title: "お知らせ" / "お知（し）らせ" / "Notices";
    notices_none: "いま、あなたあてのお知らせはありません。" / "いま、お知（し）らせは ありません。" / "There are no notices for you at the moment.";
    notices_older: "前のお知らせを見る" / "まえの お知（し）らせ" / "Older notices";
    unread: "未読" / "まだ" / "Unread";
    read_on: "に読みました" / "に 読（よ）みました" / "";
    read_on_before: "" / "" / "Read on ";
    emergency_opened: "緊急時の情報が開かれました" / "緊急（きんきゅう）の 情報（じょうほう）が 開（ひら）かれました" / "An emergency summary was opened";
    emergency_opened_how: "{when}に、{place}で、救急の職員が{whose}緊急時の情報を開きました。だれが、なぜ開いたかは、健康の記録の「この記録を見た人・書いた人」に残っています。"
        / "{when}、{place}で、救急（きゅうきゅう）の 人（ひと）が {whose}緊急（きんきゅう）の 情報（じょうほう）を 見（み）ました。"
        / "{when}, at {place}: a medic opened {whose}emergency summary. Who it was and why stands in the health record under “Who looked at this record”.";
    emergency_opened_more: "だれが、なぜ開いたかを見る・理由をたずねる" / "だれが 見（み）たか 見（み）る" / "See who it was and why, or ask about it";
    emergency_opened_mine: "あなたの" / "あなたの " / "your ";
    emergency_opened_childs: "{name}の" / "{name}の " / "{name}'s ";
    for_whom: "あて先：" / "だれに：" / "For: ";
    you: "あなた" / "あなた" / "you";
    from_office: "差出：" / "だれから：" / "From: ";
    only_japanese: "" / "この お知（し）らせは ふつうの 日本語（にほんご）です。" / "This notice has not been translated; it is shown in Japanese.";
    more_on_site: "くわしいページを見る" / "くわしい ページを 見（み）る" / "See the full page";
    back_to_notices: "お知らせの一覧に戻る" / "お知（し）らせに もどる" / "Back to the notices";
    family_title: "いっしょに見られる家族" / "いっしょに 見（み）る 家族（かぞく）" / "Family you also see";
    family_lead: "保護者として、お子さんへのお知らせもここに届きます。" / "お子（こ）さんの お知（し）らせも ここに きます。" / "As a guardian you also get your children's notices here.";
    family_until: "保護者としての見られる期間：{}まで" / "{}まで 見（み）られます。" / "You can see this as a guardian until {}.";
    family_until_adult: "保護者としての見られる期間：{}まで。18歳の誕生日からは、ご本人だけが見られます。" / "{}まで 見（み）られます。18さいに なると、お子（こ）さんだけが 見（み）ます。" / "You can see this as a guardian until {}. From the 18th birthday it is your child’s alone.";
    age_years: "歳" / "さい" / "years old";
    menu_title: "マイページのメニュー" / "メニュー" / "Menu of My Page";
    health_title: "健康の記録" / "健康（けんこう）の 記録（きろく）" / "Health record";
    interests_title: "知りたいことを選ぶ" / "知（し）りたい ことを えらぶ" / "Choose what interests you";
    interests_lead: "選んだことについてのお知らせが届きます。いつでも変えられます。選んだ内容は、お知らせを届けるためだけに使います。" / "えらんだ お知（し）らせが きます。いつでも かえられます。" / "You get notices about what you choose. Change it at any time. Your choice is used for notices only.";
    interests_saved: "保存しました。" / "ほぞんしました。" / "Saved.";
    looks_title: "私の情報を見た人" / "わたしの 情報（じょうほう）を 見（み）た 人（ひと）" / "Who saw my data";
    looks_lead: "町の職員があなたの情報を見たり、あなたの手続きをしたりすると、すべてここに残ります。職員は消せません。" / "町（まち）の 職員（しょくいん）が あなたの 情報（じょうほう）を 見（み）たら、ここに のこります。" / "Whenever staff look at your data or do something for you, it stands here. Staff cannot delete it.";
    looks_none: "まだ、だれも見ていません。" / "だれも 見（み）ていません。" / "Nobody has looked yet.";
    looks_older: "もっと前を見る" / "もっと まえを 見（み）る" / "Earlier";
    looks_of_child: "{}さんの情報を見た人" / "{}さんの 情報（じょうほう）を 見（み）た 人（ひと）" / "Who saw the data of {}";
    looks_family: "お子さんの情報を見た人" / "お子（こ）さんの 情報（じょうほう）を 見（み）た 人（ひと）" / "Who saw my children’s data";
    looks_of_child_lead: "保護者として、お子さんの記録を見ています。町の職員がお子さんの情報を見たり、手続きをしたりすると、すべてここに残ります。" / "お子（こ）さんの ページです。町（まち）の 職員（しょくいん）が お子（こ）さんの 情報（じょうほう）を 見（み）たら、ここに のこります。" / "You see this as a guardian. Whenever staff look at your child’s data or do something for your child, it stands here.";
    looks_when: "いつ" / "いつ" / "When";
    looks_who: "だれが" / "だれが" / "Who";
    looks_what: "何を" / "なにを" / "What";
    looks_why: "なぜ" / "なぜ" / "Why";
    looks_health: "健康の記録を見た人は、こちら" / "健康（けんこう）の 記録（きろく）を 見（み）た 人（ひと）" / "Who looked at my health record";
    looks_ask: "心当たりがないときは、総務課（0000-12-3400）に理由をたずねることができます。" / "わからない ときは、役場（やくば）に きいてください。電話（でんわ） 0000-12-3400" / "If something looks wrong, ask the General Affairs office for the reason (0000-12-3400).";
    ways_title: "ログインの方法と端末" / "ログインの しかた" / "Ways to log in, and devices";
    ways_lead: "パスキーやカードを足したり、なくしたものを外したりできます。" / "パスキーや カードを ふやす、へらす ことが できます。" / "Add passkeys and cards, or remove what you lost.";
    passkeys_title: "パスキー" / "パスキー" / "Passkeys";
    passkeys_none: "パスキーはまだありません。" / "パスキーは ありません。" / "No passkeys yet.";
    add_passkey: "パスキーを足す" / "パスキーを ふやす" / "Add a passkey";
    cards_title: "カード" / "カード" / "Cards";
    cards_none: "カードはまだありません。" / "カードは ありません。" / "No cards yet.";
    add_card_pin: "カードを足す（暗証番号を使う）" / "カードを ふやす（暗証番号（あんしょうばんごう））" / "Add a card with its PIN";
    add_card_tap: "カードを足す（町の端末でかざす）" / "カードを ふやす（かざす）" / "Add a card by touching it at a town reader";
    card_with_pin: "暗証番号でのログインにも使えます" / "暗証番号（あんしょうばんごう）でも つかえます" / "Also for log-in with the PIN";
    card_tap_only: "かざすだけ" / "かざすだけ" / "Touch only";
    sessions_title: "ログイン中の端末" / "ログインしている 機械（きかい）" / "Where you are logged in";
    this_device: "この端末" / "この 機械（きかい）" / "This device";
    end_session: "ログアウトさせる" / "ログアウトする" / "Log it out";
    remove: "外す" / "はずす" / "Remove";
    registered_on: "登録：" / "登録（とうろく）：" / "Added: ";
    last_used: "最後に使った日：" / "さいごに つかった 日（ひ）：" / "Last used: ";
    never_used: "まだ使っていません" / "まだ つかっていません" / "not yet";
    logged_in_on: "ログイン：" / "ログイン：" / "Since: ";
    done_passkey: "パスキーを登録しました。" / "パスキーを 登録（とうろく）しました。" / "The passkey was added.";
    done_card: "カードを登録しました。" / "カードを 登録（とうろく）しました。" / "The card was added.";
    done_removed: "外しました。ほかの端末ではログアウトしました。" / "はずしました。ほかの 機械（きかい）では ログアウトしました。" / "Removed. You are logged out everywhere else.";
    done_ended: "その端末をログアウトさせました。" / "ログアウトしました。" / "That device was logged out.";
    level_tap: "カードをかざしただけでログインしています" / "カードを かざして ログインしています" / "Logged in by touching a card";
    level_tap_hint: "お知らせだけ見られます。ほかのページを開くときは、本人の確認をします。" / "お知（し）らせだけ 見（み）られます。" / "You see notices only. Other pages ask you to confirm it is you.";

    // States of a passkey or a card, shown by the script
    state_connecting: "カードリーダーにつないでいます" / "カードリーダーを さがしています" / "Connecting to the card reader";
    state_permission: "ブラウザーが「このデバイス上の他のアプリへのアクセス」を尋ねたら「許可」を押してください" / "「許可（きょか）」を おしてください" / "If the browser asks to let this page reach apps on this device, press Allow";
    state_waiting: "カードをかざしてください" / "カードを かざしてください" / "Touch your card";
    state_reading: "読み取り中です。カードを離さないでください" / "読（よ）んでいます。カードを うごかさないでください" / "Reading. Do not move the card";
    state_pin: "暗証番号は、カードブリッジの画面に入力してください（このページには入力しません）" / "番号（ばんごう）は、カードブリッジの 画面（がめん）に 入（い）れてください" / "Type the PIN in the card-bridge window, never into this page";
    state_pin_wrong: "暗証番号が違います。カードブリッジの画面で、もう一度入力してください" / "番号（ばんごう）が ちがいます。もういちど 入（い）れてください" / "The PIN was wrong. Type it again in the card-bridge window";
    state_pin_left: "残り回数：" / "のこり：" / "Tries left: ";
    state_open_bridge: "カードブリッジの画面を開く" / "カードブリッジを 開（ひら）く" / "Open the card-bridge window";
    state_checking: "確認しています" / "確（たし）かめています" / "Checking";
    state_done: "できました" / "できました" / "Done";
    state_passkey: "端末の案内にしたがってください" / "機械（きかい）の 案内（あんない）を 見（み）てください" / "Follow what your device shows";
    fail_no_bridge: "このパソコンにカードブリッジが見つかりません。カードリーダーのある町の端末を使うか、パスキーでログインしてください。" / "カードブリッジが ありません。町（まち）の 機械（きかい）か、パスキーを つかってください。" / "No card-bridge was found on this computer. Use one of the town's readers, or log in with a passkey.";
    fail_no_bridge_yet: "このパソコンにカードブリッジが見つかりません。もう一度押して、ブラウザーが尋ねたら「許可」を押してください。尋ねられないときは、カードリーダーのある町の端末か、パスキーをお使いください。" / "カードブリッジが ありません。もういちど おして、「許可（きょか）」を おしてください。パスキーも つかえます。" / "No card-bridge was found on this computer. Press again, and if the browser asks, press Allow. If it does not ask, use one of the town's readers or a passkey.";
    fail_denied: "ブラウザーがカードリーダーへの接続を許可していません。アドレスの左の印から「ローカルネットワーク」を「許可」に変えて、もう一度押してください。" / "ブラウザーの 設定（せってい）で「ローカルネットワーク」を「許可（きょか）」に してください。" / "The browser does not let this page reach the card reader. Press the sign left of the address, allow “Local network”, and try again.";
    fail_busy: "カードブリッジは別の操作を待っています。そちらを終えてから、もう一度押してください。" / "ほかの 操作（そうさ）を しています。少（すこ）し 待（ま）ってください。" / "The card-bridge is busy with another request. Finish that one, then try again.";
    fail_timed_out: "時間内にカードがかざされませんでした。もう一度ボタンを押してください。" / "時間（じかん）が すぎました。もういちど おしてください。" / "No card was touched in time. Press the button again.";
    fail_cancelled: "中止しました。" / "やめました。" / "Cancelled.";
    fail_no_reader: "カードリーダーがつながっていません。USBの差し込みを確かめて、もう一度押してください。" / "カードリーダーが ありません。つないでください。" / "No card reader is attached. Check the USB plug and try again.";
    fail_reader_unplugged: "カードリーダーが外れました。つなぎ直して、もう一度押してください。" / "カードリーダーが はずれました。もういちど つないでください。" / "The card reader was unplugged. Plug it in and try again.";
    fail_no_service: "このパソコンのカードリーダーの機能が動いていません。パソコンを再起動するか、役場にご連絡ください。" / "パソコンを もういちど つけてください。" / "The card service of this computer is not running. Restart the computer or call the town hall.";
    fail_card_left: "読み取りの途中でカードが離れました。もう一度押して、「できました」と出るまでカードを置いたままにしてください。" / "カードが はなれました。「できました」まで カードを おいてください。" / "The card left too early. Try again and leave it on the reader until it says Done.";
    fail_unsupported_card: "このカードは使えません。マイナンバーカードなど、登録したカードをかざしてください。" / "この カードは つかえません。" / "This card cannot be used. Touch the card you registered, such as your My Number Card.";
    fail_pin_blocked: "暗証番号を続けて間違えたため、カードの暗証番号が使えなくなりました。役場の窓口で元に戻せます。" / "番号（ばんごう）が つかえなくなりました。役場（やくば）に きてください。" / "The card's PIN is blocked after too many wrong tries. The town hall can reset it.";
    fail_not_enrolled: "このカードリーダーは町に登録されていません。暗証番号を使うログインか、パスキーを使ってください。" / "この カードリーダーは つかえません。暗証番号（あんしょうばんごう）か パスキーを つかってください。" / "This reader is not registered with the town. Log in with the card's PIN or with a passkey.";
    fail_card_error: "カードをうまく読み取れませんでした。もう一度ゆっくりかざしてください。" / "カードが 読（よ）めません。もういちど ゆっくり かざしてください。" / "The card could not be read. Please touch it again, slowly.";
    fail_bridge_error: "カードブリッジに問題があります。役場の担当者にご連絡ください。" / "カードブリッジが こわれています。役場（やくば）に 電話（でんわ）してください。" / "The card-bridge has a problem. Please tell the town hall.";
    fail_not_shown: "カードブリッジの画面に情報を出せませんでした。もう一度ボタンを押して、カードをかざしてください。" / "情報（じょうほう）が 出（で）ません。もういちど してください。" / "The card-bridge could not show the information. Press the button and touch the card again.";
    fail_passkey_none: "パスキーが使われませんでした。もう一度押すか、別の方法を選んでください。" / "パスキーが つかえません。もういちど おすか、ほかの しかたを えらんでください。" / "No passkey was used. Press again, or choose another way.";
    fail_passkey_exists: "この端末は、すでに登録されています。" / "この 機械（きかい）は もう 登録（とうろく）されています。" / "This device is registered already.";
    fail_passkey_unsupported: "このブラウザーはパスキーに対応していません。新しいブラウザーを使うか、役場にご相談ください。" / "この ブラウザーは つかえません。" / "This browser cannot use passkeys. Use a newer one, or ask at the town hall.";
    fail_network: "通信できませんでした。電波やネットワークを確かめて、もう一度押してください。" / "インターネットに つながりません。" / "The network did not answer. Check your connection and try again.";

    // Reading the QR codes of a dispensing slip
    scan_camera: "カメラで読み取る" / "カメラで 読（よ）む" / "Read with the camera";
    scan_camera_hint: "お薬の説明書などにあるQRコードを読み取ります。何枚かに分かれているときは、すべて読み取ってください。順番はどれからでもかまいません。"
        / "薬（くすり）の 紙（かみ）の QRコードを 読（よ）みます。たくさん あるときは、ぜんぶ 読（よ）んでください。"
        / "Reads the QR codes on the sheet that came with your medicine. If there are several, read all of them, in any order.";
    scan_view: "カメラの映像" / "カメラ" / "What the camera sees";
    scan_stop: "カメラを止める" / "カメラを とめる" / "Stop the camera";
    scan_pictures: "写真から読み取る" / "写真（しゃしん）から 読（よ）む" / "Read from photographs";
    scan_pictures_hint: "何枚でも選べます。写真はこの端末の中で読み取り、町には送りません。" / "写真（しゃしん）は 町（まち）に おくりません。" / "You can choose several. They are read on this device and are not sent to the town.";
    scan_list: "読み取ったQRコード" / "読（よ）んだ QRコード" / "QR codes that were read";
    scan_paste: "読み取った文字を貼り付ける" / "文字（もじ）を はる" / "Paste what was read";
    scan_paste_hint: "ほかのアプリで読み取ったときは、JAHISTCで始まる文字を全部ここに貼り付けてください。" / "ほかの アプリで 読（よ）んだ とき：「JAHISTC」から はじまる 文字（もじ）を ここに はってください。" / "If you have read the code with another app, paste the whole text here. It begins with JAHISTC.";
    scan_sent: "送った文字" / "おくった 文字（もじ）" / "What you sent";
    scan_starting: "カメラを準備しています。ブラウザーが尋ねたら「許可」を押してください。" / "「許可（きょか）」を おしてください。" / "Starting the camera. If the browser asks, choose “Allow”.";
    scan_aim: "QRコードを画面いっぱいに映してください。" / "QRコードを 大（おお）きく 見（み）せてください。" / "Hold the QR code so that it fills the picture.";
    scan_closer: "まだ読み取れません。紙を平らにして、明るい所で、もう少し近づけるか離すかしてください。" / "まだ 読（よ）めません。明（あか）るい ところで、カメラを ちかくしてください。" / "Nothing read yet. Flatten the sheet, find good light, and move a little closer or further away.";
    scan_too_dark: "暗くて読み取れません。明るい所で、もう一度試してください。" / "くらいです。明（あか）るい ところで もういちど してください。" / "It is too dark. Try again in better light.";
    scan_stopped: "カメラを止めました。" / "カメラを とめました。" / "The camera is off.";
    scan_looking: "写真を調べています（{of}枚のうち{n}枚目）。" / "写真（しゃしん）を 見（み）ています（{n}/{of}）。" / "Looking at photograph {n} of {of}.";
    scan_part: "{of}枚のうち{n}枚目を読み取りました。" / "{of}まいの なかの {n}ばんを 読（よ）みました。" / "Read code {n} of {of}.";
    scan_whole: "QRコードを読み取りました。" / "QRコードを 読（よ）みました。" / "The code was read.";
    scan_piece: "つながったQRコードの{of}個のうち{n}個目を読み取りました。" / "{of}この なかの {n}ばんを 読（よ）みました。" / "Read piece {n} of {of}.";
    scan_again: "これは、もう読み取ってあります。" / "これは もう 読（よ）みました。" / "This one was read already.";
    scan_missing: "まだ読み取っていない番号：{n}" / "まだ 読（よ）んでいない 番号（ばんごう）：{n}" / "Still to read: {n}.";
    scan_complete: "すべて読み取りました。下のボタンを押して進んでください。" / "ぜんぶ 読（よ）みました。下（した）の ボタンを おしてください。" / "Everything was read. Continue with the button below.";
    scan_list_part: "{of}枚のうち{n}枚目" / "{n}ばん（{of}まい）" / "Code {n} of {of}";
    scan_list_whole: "1枚で全部のもの" / "QRコード" / "One code with everything";
    scan_remove: "外す" / "はずす" / "Remove";
    scan_removed: "外しました。" / "はずしました。" / "Removed.";
    scan_prescription: "処方箋のQRコードがありました。お薬の説明書などにある、お薬手帳のQRコードを読み取ってください。" / "これは ちがう QRコードです。薬（くすり）の 説明（せつめい）の 紙（かみ）の QRコードを 読（よ）んでください。" / "This is the code of a prescription. Please read the one for the medicine notebook (お薬手帳), on the sheet about your medicine.";
    scan_other: "お薬手帳のものではないQRコードがありました。" / "これは ちがう QRコードです。" / "This code is not for the medicine notebook (お薬手帳).";
    scan_nothing: "QRコードが見つからない写真がありました。紙を平らにして明るい所に置き、QRコードが大きくはっきり写るように撮り直してください。" / "QRコードが ありません。明（あか）るい ところで、QRコードを 大（おお）きく とってください。" / "No QR code was found in a photograph. Lay the sheet flat in good light and take it again with the code large and sharp.";
    scan_no_picture: "開けない写真がありました。JPEGかPNGの写真を選んでください。" / "写真（しゃしん）が ひらけません。JPEGか PNGを えらんでください。" / "A photograph could not be opened. Please choose a JPEG or PNG.";
    scan_no_camera: "使えるカメラがありません。写真から読み取るか、文字を貼り付けてください。" / "カメラが ありません。写真（しゃしん）を えらんでください。" / "There is no camera to use. Read from a photograph, or paste the text.";
    scan_denied: "カメラの使用が許可されていません。アドレスの左の印からカメラを「許可」に変えて、もう一度押してください。写真からも読み取れます。" / "カメラが つかえません。設定（せってい）で カメラを「許可（きょか）」に してください。写真（しゃしん）でも 読（よ）めます。" / "The camera is not allowed. Change it to “Allow” at the sign left of the address and press again, or read from a photograph.";
    scan_busy: "カメラを使えませんでした。ほかのアプリが使っていないか確かめて、もう一度押してください。写真からも読み取れます。" / "カメラが つかえません。ほかの アプリを とじて、もういちど おしてください。" / "The camera could not be used. Check that no other app is using it and press again, or read from a photograph.";
    scan_no_reader: "読み取りの準備ができませんでした。電波やネットワークを確かめて、このページを開き直してください。" / "読（よ）めません。インターネットを 確（たし）かめて、ページを もういちど ひらいてください。" / "The reader could not be loaded. Check your connection and open this page again.";
}

impl Words {
    /// One of three texts.
    pub(crate) const fn pick<'a>(&self, texts: &[&'a str; 3]) -> &'a str {
        texts[self.language as usize]
    }

    /// A path in this language.
    pub(crate) fn href(&self, path: &str) -> String {
        format!("{}{path}", self.language.prefix())
    }

    /// A day as people say it: 令和8年11月21日（土）.
    pub(crate) fn day(&self, day: Day) -> String {
        dates::full(day, self.language)
    }

    /// The day of a moment, in Japan.
    pub(crate) fn day_of(&self, at: i64) -> String {
        self.day(Timestamp(at).day())
    }

    /// The clock of a moment, in Japan: 12:05.
    #[allow(clippy::unused_self)] // said like the others, in whatever language
    pub(crate) fn clock(&self, at: Timestamp) -> String {
        let (hour, minute) = at.clock();
        format!("{hour}:{minute:02}")
    }

    /// How long ago something was, with its time: 3分前（12:05）.
    pub(crate) fn age(&self, at: Timestamp, now: Timestamp) -> String {
        let secs = (now.0 - at.0).max(0);
        let ago = match secs {
            0..60 => self.just_now.to_owned(),
            60..3600 => format!("{}{}", secs / 60, self.minutes_ago),
            3600..86_400 => format!("{}{}", secs / 3600, self.hours_ago),
            _ => return self.moment(at.0),
        };
        match self.language {
            Language::English => format!("{ago} ({})", self.clock(at)),
            _ => format!("{ago}（{}）", self.clock(at)),
        }
    }

    /// A time that is only known roughly: 12:00ごろ, with its day when that is another one.
    pub(crate) fn about(&self, at: Timestamp, now: Timestamp) -> String {
        format!("{}{}", self.when(at, now), self.about_clock)
    }

    /// A time of today as its clock, of another day with the day.
    pub(crate) fn when(&self, at: Timestamp, now: Timestamp) -> String {
        if at.day() == now.day() { self.clock(at) } else { self.moment(at.0) }
    }

    /// Day and time of a moment, in Japan.
    pub(crate) fn moment(&self, at: i64) -> String {
        let (hour, minute) = Timestamp(at).clock();
        format!("{} {hour}:{minute:02}", self.day_of(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_said_as_people_say_it() {
        let day = Day::parse("2026-11-21").unwrap();
        assert_eq!(Words::of(Language::Japanese).day(day), "令和8年11月21日（土）");
        assert_eq!(Words::of(Language::EasyJapanese).day(day), "2026年11月21日（土曜日）");
        assert_eq!(Words::of(Language::English).day(day), "Saturday 21 November 2026");
        let noon = day.starts_at().plus_secs(12 * 3600);
        let t = Words::of(Language::Japanese);
        assert_eq!(t.age(noon, noon.plus_secs(59)), "1分以内（12:00）");
        assert_eq!(t.age(noon, noon.plus_secs(185)), "3分前（12:00）");
        assert_eq!(t.age(noon, noon.plus_secs(2 * 3600)), "2時間前（12:00）");
        assert_eq!(t.age(noon, noon.plus_secs(86_400)), "令和8年11月21日（土） 12:00");
        assert_eq!(Words::of(Language::English).age(noon, noon.plus_secs(185)), "3 min ago (12:00)");
        assert_eq!(t.about(noon, noon.plus_secs(600)), "12:00ごろ");
        assert_eq!(
            Words::of(Language::English).moment(day.starts_at().0 + 9 * 3600 + 300),
            "Saturday 21 November 2026 9:05"
        );
    }
}
