//! Every word on a bus page, in the three languages side by side. A missing one does not compile.

use hibiki_domain::{dates, language::Language, time::Day, transit::day_types::DayType};

macro_rules! words {
    ($($name:ident: $ja:literal / $easy:literal / $en:literal;)*) => {
        /// The words of one language.
        #[derive(Debug)]
        pub(crate) struct Words {
            /// The language.
            pub(crate) language: Language,
            $(pub(crate) $name: &'static str),*
        }

        static JAPANESE: Words = Words { language: Language::Japanese, $($name: $ja),* };
        static EASY: Words = Words { language: Language::EasyJapanese, $($name: $easy),* };
        static ENGLISH: Words = Words { language: Language::English, $($name: $en),* };
    };
}

words! {
    here: "現在の位置" / "今（いま）いるページ" / "You are here";
    home: "ホーム" / "ホーム" / "Home";
    buses: "バス" / "バス" / "Buses";
    buses_about: "町を走るバスの路線、停留所、時刻表です。" / "町の バスの 時刻表（じこくひょう）です。" / "Lines, stops and timetables of the buses in town.";
    lines: "路線" / "バスの 線（せん）" / "Lines";
    stops_by_reading: "停留所を五十音順で探す" / "バス停（てい）を あいうえお順（じゅん）で さがす" / "Stops, A to Z";
    other_row: "そのほか" / "ほか" / "Others";
    operator: "運行" / "バスの 会社（かいしゃ）" / "Operator";
    tel: "電話" / "電話（でんわ）" / "Phone";
    fare: "運賃" / "お金（かね）" / "Fare";
    holds: "時刻表の期間" / "いつの 時刻表（じこくひょう）か" / "Timetable valid";
    open_data: "時刻表のデータ（GTFS-JP、zip）" / "データ（GTFS-JP、zip）" / "Timetable data (GTFS-JP, zip)";
    changes: "時刻の変更" / "時間（じかん）が 変（か）わります" / "Timetable changes";
    ended: "この時刻表の期間は終わっています。新しい時刻はバス会社にお確かめください。" / "この 時刻表（じこくひょう）は 古（ふる）いです。バスの 会社（かいしゃ）に 聞（き）いてください。" / "This timetable has ended. Please ask the operator for current times.";
    not_yet: "この時刻表はまだ始まっていません。" / "この 時刻表（じこくひょう）は まだ 始（はじ）まっていません。" / "This timetable has not begun yet.";
    next_buses: "次のバス" / "次（つぎ）の バス" / "Next buses";
    next_link: "これから出るバスを見る" / "これから 出（で）る バスを 見（み）る" / "See the buses that leave next";
    next_about: "遅れや運休の情報があれば、あわせて表示します。" / "バスが おくれるときも わかります。" / "With delays and cancellations where they are known.";
    now: "いまのバス" / "いまの バス" / "Buses now";
    now_all: "バスの現在地と運行のお知らせを見る" / "バスが いま どこか 見（み）る" / "See where the buses are, and service changes";
    now_line: "この路線のバスの現在地とお知らせを見る" / "この 線（せん）の バスが いま どこか 見（み）る" / "See where this line's buses are, and service changes";
    now_about: "運休や迂回のお知らせと、バスのいる場所を出します。情報が古いときは、いつのものかを添えます。" / "バスが 走（はし）らない とき、ちがう 道（みち）を 走（はし）る ときも わかります。" / "Cancellations, detours and positions. What is old says how old it is.";
    stop_title: "（バス停留所）時刻表" / "（バス停）時刻表" / "bus stop: timetable";
    timetable: "時刻表" / "時刻表（じこくひょう）" / "Timetable";
    hour: "時" / "時" / "Hour";
    minute: "分" / "分" / "Minutes";
    next_day: "翌" / "次の日の" / "next day ";
    no_bus: "バスは走りません。" / "バスは ありません。" / "No buses.";
    also: "この時刻で走る祝日など" / "この 時間（じかん）の 日（祝日（しゅくじつ）など）" / "Also on";
    call_first: "電話予約が必要" / "前（まえ）に 電話（でんわ）が いります" / "book by telephone";
    map_of: "場所" / "場所（ばしょ）" / "Where";
    map: "国土地理院の地図で見る" / "地図（ちず）を 見（み）る（国土地理院の サイト）" / "See on the map of the Geospatial Information Authority of Japan";
    lines_here: "この停留所を通る路線" / "ここを 通（とお）る バスの 線（せん）" / "Lines at this stop";
    all_stops: "路線と停留所の一覧へ" / "バスの ページへ" / "All lines and stops";
}

/// The words of a language.
pub(crate) const fn words(language: Language) -> &'static Words {
    match language {
        Language::Japanese => &JAPANESE,
        Language::EasyJapanese => &EASY,
        Language::English => &ENGLISH,
    }
}

impl Words {
    /// 平日, 土曜, 日曜・祝日, 月〜木曜; for certain days, the days themselves.
    pub(crate) fn day_type(&self, kind: &DayType) -> String {
        if kind.is_special() {
            return self.days(&kind.also);
        }
        let holidays = !kind.also.is_empty() && kind.weekdays[6];
        let [mon, tue, wed, thu, fri, sat, sun] = kind.weekdays;
        let weekdays = mon && tue && wed && thu && fri;
        let name = match (weekdays, mon || tue || wed || thu || fri, sat, sun) {
            (true, _, true, true) => ["毎日", "毎日（まいにち）", "Every day"],
            (true, _, true, false) => ["平日・土曜", "月曜日から土曜日", "Monday to Saturday"],
            (true, _, false, false) => ["平日", "月曜日から金曜日", "Monday to Friday"],
            (_, false, true, false) => ["土曜", "土曜日", "Saturday"],
            (_, false, false, true) if holidays => {
                ["日曜・祝日", "日曜日・祝日（しゅくじつ）", "Sunday and public holidays"]
            }
            (_, false, false, true) => ["日曜", "日曜日", "Sunday"],
            (_, false, true, true) if holidays => [
                "土曜・日曜・祝日",
                "土曜日・日曜日・祝日（しゅくじつ）",
                "Saturday, Sunday and public holidays",
            ],
            (_, false, true, true) => ["土曜・日曜", "土曜日・日曜日", "Saturday and Sunday"],
            _ => return self.some_weekdays(kind.weekdays),
        };
        let place = match self.language {
            Language::Japanese => 0,
            Language::EasyJapanese => 1,
            Language::English => 2,
        };
        name[place].to_owned()
    }

    fn some_weekdays(&self, weekdays: [bool; 7]) -> String {
        let name = |weekday: usize| match self.language {
            Language::English => dates::weekday(weekday, self.language),
            _ => dates::weekday_short(weekday, self.language),
        };
        let names: Vec<&str> = (0..7).filter(|weekday| weekdays[*weekday]).map(name).collect();
        let first = weekdays.iter().position(|on| *on).unwrap_or(0);
        let in_a_row = names.len() > 2 && weekdays[first..first + names.len()].iter().all(|on| *on);
        let ends = names.first().zip(names.last());
        match (self.language, ends) {
            (Language::English, Some((from, to))) if in_a_row => format!("{from} to {to}"),
            (Language::English, _) => names.join(", "),
            (Language::Japanese, Some((from, to))) if in_a_row => format!("{from}〜{to}曜"),
            (Language::Japanese, _) => format!("{}曜", names.join("・")),
            (Language::EasyJapanese, _) => {
                names.iter().map(|name| format!("{name}曜日")).collect::<Vec<_>>().join("・")
            }
        }
    }

    /// 令和9年4月1日（木） / 2027年4月1日（木曜日） / Thursday 1 April 2027
    pub(crate) fn day(&self, day: Day) -> String {
        dates::full(day, self.language)
    }

    /// Days one after the other, those in a row as a span.
    pub(crate) fn days(&self, days: &[Day]) -> String {
        let mut spans: Vec<(Day, Day)> = Vec::new();
        for day in days {
            match spans.last_mut() {
                Some((_, last)) if last.plus_days(1) == *day => *last = *day,
                _ => spans.push((*day, *day)),
            }
        }
        let spans = spans.into_iter().map(|(first, last)| match self.language {
            _ if first == last => dates::short(first, self.language),
            Language::English => {
                format!("{} to {}", dates::short(first, self.language), dates::short(last, self.language))
            }
            _ => format!("{}〜{}", dates::short(first, self.language), dates::short(last, self.language)),
        });
        spans.collect::<Vec<_>>().join(if self.language == Language::English { ", " } else { "、" })
    }

    /// From a day on.
    pub(crate) fn from(&self, day: Day) -> String {
        match self.language {
            Language::English => format!("from {}", self.day(day)),
            _ => format!("{}から", self.day(day)),
        }
    }

    /// Up to and with a day.
    pub(crate) fn until(&self, day: Day) -> String {
        match self.language {
            Language::English => format!("until {}", self.day(day)),
            _ => format!("{}まで", self.day(day)),
        }
    }

    /// 柿ノ木 行き / to Kakinoki
    pub(crate) fn bound_for(&self, name: &str) -> String {
        match self.language {
            Language::Japanese if name.ends_with("行") || name.ends_with("行き") => name.to_owned(),
            Language::Japanese => format!("{name}行き"),
            Language::EasyJapanese => format!("{name}へ 行（い）く"),
            Language::English => format!("to {name}"),
        }
    }

    /// 2番のりば / platform 2
    pub(crate) fn platform(&self, code: &str) -> String {
        match self.language {
            Language::English => format!("platform {code}"),
            _ if code.ends_with("のりば") || code.ends_with("番") => code.to_owned(),
            _ => format!("{code}番のりば"),
        }
    }

    /// 200円 / 160円〜380円 / ¥200
    pub(crate) fn yen(&self, (low, high): (u32, u32)) -> String {
        let one = |yen: u32| match self.language {
            Language::English => format!("¥{yen}"),
            _ => format!("{yen}円"),
        };
        match self.language {
            _ if low == high => one(low),
            Language::English => format!("{} to {}", one(low), one(high)),
            _ => format!("{}〜{}", one(low), one(high)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(weekdays: &str, also: &[&str]) -> DayType {
        let mut on = [false; 7];
        for (on, sign) in on.iter_mut().zip(weekdays.chars()) {
            *on = sign == '1';
        }
        let also: Vec<Day> = also.iter().map(|day| Day::parse(day).unwrap()).collect();
        let span = (Day::parse("2026-10-01").unwrap(), Day::parse("2027-09-30").unwrap());
        DayType { weekdays: on, also, span }
    }

    #[test]
    fn kinds_of_days_have_the_names_that_people_use() {
        let ja = words(Language::Japanese);
        for (weekdays, name) in [
            ("1111100", "平日"),
            ("0000010", "土曜"),
            ("0000001", "日曜"),
            ("1111111", "毎日"),
            ("1111000", "月〜木曜"),
            ("1010000", "月・水曜"),
            ("0000100", "金曜"),
        ] {
            assert_eq!(ja.day_type(&kind(weekdays, &[])), name);
        }
        assert_eq!(ja.day_type(&kind("0000001", &["2026-11-23"])), "日曜・祝日");
        assert_eq!(
            ja.day_type(&kind("0000000", &["2026-12-31", "2027-01-01", "2027-01-03"])),
            "12月31日（木）〜1月1日（金）、1月3日（日）"
        );
        assert_eq!(words(Language::English).day_type(&kind("1111000", &[])), "Monday to Thursday");
    }
}
