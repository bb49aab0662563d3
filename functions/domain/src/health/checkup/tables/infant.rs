//! 母子健康手帳, the child's part: 母子保健法施行規則 様式第三号. Each kind is the two pages of an age: 保護者の記録, which parents
//! fill in, and 健康診査, which the clinic does.
//!
//! The questions are those of the form of 2022 (検討会資料, 27 May 2022, page 6歳 read; the others compared with a public
//! application that holds them). Later amendments were not compared word by word. Hearing, urine and eyesight at three years
//! and the findings of teeth follow 母子健康手帳 and 乳幼児健康診査実施要綱; towns add to them.

use super::super::field::{Choice, Field, Sort, choice, number, unit};
use super::common::{
    ADVISER, CHILD_HEIGHT, CHILD_WEIGHT, FACILITY, FREE, JUDGEMENT, NOTES, NUTRITION, WORRIES, ask, chest,
    field, finding, head, height, since, weight_g, weight_kg,
};
use super::dental::TEETH;

const FEEDING: &[Choice] = &[
    choice("breast", ["母乳", "母乳（ぼにゅう）", "Breast milk"], &["母"]),
    choice("mixed", ["混合", "母乳（ぼにゅう）と ミルク", "Mixed"], &["混"]),
    choice("formula", ["人工乳", "ミルク", "Formula"], &["人工", "ミルク"]),
];
const SCREENED: &[Choice] = &[
    choice("pass", ["パス", "もんだい ありません（パス）", "Pass"], &["pass", "正常", "反応あり"]),
    choice(
        "refer",
        ["リファー（要再検査）", "もう一度（いちど） 検査（けんさ）します", "Refer"],
        &["refer", "要再検", "要再検査", "リファー"],
    ),
];

const FED: Field =
    field("feeding", ["栄養法", "何（なに）を 飲（の）みますか", "Feeding"], Sort::Choice(FEEDING));
pub(super) const NOURISHED: Field =
    field("nutrition", ["栄養状態", "栄養（えいよう）", "Nutrition"], Sort::Choice(NUTRITION));
const HIPS: Field = finding(
    "hips",
    ["股関節開排制限", "足（あし）の つけねの 開（ひら）き", "Limited abduction of the hips"],
);
const WEANING: Field = ask(
    "weaning_well",
    [
        "離乳は順調に進んでいますか",
        "離乳食（りにゅうしょく）は うまく いっていますか",
        "Does weaning go well?",
    ],
);

/// 便色カード (胆道閉鎖症): the notebook itself says what to do.
const STOOL: Field = field("stool_colour", ["便の色（便色カードの番号）", "うんちの 色（いろ）の 番号（ばんごう）", "Colour of stools (number of the card)"], number(unit::NONE, 0, (1, 7), (1, 7))).hint(&[
    "母子健康手帳の便色カードで見た番号です。1〜3番に近いときは、すぐに小児科などに相談してください。",
    "手帳（てちょう）の うんちの 色（いろ）の カードで 見（み）ます。1〜3番（ばん）の ときは、すぐに お医者（いしゃ）さんに 話（はな）して ください。",
    "The number on the notebook's colour card. If it is close to 1, 2 or 3, ask a paediatrician at once.",
]);

/// Measured at home or anywhere.
pub(super) const GROWTH: &[Field] = &[
    weight_kg(CHILD_WEIGHT, (2000, 60_000)),
    height(CHILD_HEIGHT, (420, 1850)),
    head((300, 600)),
    field("free", ["メモ", "メモ", "Note"], Sort::Text(500)),
];

/// 検査の記録 of the first weeks.
pub(super) const NEWBORN: &[Field] = &[
    field(
        "metabolic",
        ["先天性代謝異常等検査", "血（ち）の 検査（けんさ）", "Metabolic screening"],
        Sort::Choice(SCREENED),
    ),
    field(
        "hearing_right",
        ["新生児聴覚検査（右）", "耳（みみ）の 検査（けんさ） 右（みぎ）", "Hearing, right ear"],
        Sort::Choice(SCREENED),
    ),
    field(
        "hearing_left",
        ["新生児聴覚検査（左）", "耳（みみ）の 検査（けんさ） 左（ひだり）", "Hearing, left ear"],
        Sort::Choice(SCREENED),
    ),
    field(
        "hearing_method",
        ["聴覚検査の方法", "耳（みみ）の 検査（けんさ）の 方法（ほうほう）", "Method of the hearing test"],
        Sort::Choice(&[
            choice("aabr", ["自動ABR", "自動（じどう）ABR", "Automated ABR"], &["aabr", "abr"]),
            choice("oae", ["OAE", "OAE", "OAE"], &[]),
        ]),
    ),
    FACILITY,
    NOTES,
];

pub(super) const MONTH_1: &[Field] = &[
    weight_g(CHILD_WEIGHT, (2200, 6500)),
    height(CHILD_HEIGHT, (430, 620)),
    chest((290, 430)),
    head((310, 420)),
    NOURISHED,
    FED,
    ask(
        "limbs",
        [
            "裸にすると手足をよく動かしますか",
            "はだかの とき、手（て）や 足（あし）を よく 動（うご）かしますか",
            "Does the baby move arms and legs well when undressed?",
        ],
    ),
    ask(
        "drinks_well",
        ["お乳をよく飲みますか", "おっぱいや ミルクを よく 飲（の）みますか", "Does the baby drink well?"],
    ),
    ask(
        "startles",
        [
            "大きな音にビクッと手足を伸ばしたり、泣き出すことがありますか",
            "大（おお）きい 音（おと）で びっくりしますか",
            "Does the baby start or cry at a loud noise?",
        ],
    ),
    ask("navel_dry", ["おへそはかわいていますか", "おへそは かわいていますか", "Is the navel dry?"]),
    STOOL,
    ADVISER,
    WORRIES,
    FREE,
    JUDGEMENT,
    FACILITY,
    NOTES,
];

pub(super) const MONTHS_3: &[Field] = &[
    weight_kg(CHILD_WEIGHT, (4000, 10_000)),
    height(CHILD_HEIGHT, (530, 730)),
    chest((350, 500)),
    head((360, 460)),
    NOURISHED,
    FED,
    HIPS,
    since(
        "head_up",
        [
            "首がすわったのはいつですか",
            "首（くび）が しっかりしたのは いつですか",
            "When did the baby hold up the head?",
        ],
    ),
    ask(
        "laughs",
        [
            "あやすとよく笑いますか",
            "あやすと よく 笑（わら）いますか",
            "Does the baby laugh when played with?",
        ],
    ),
    ask(
        "eyes_odd",
        [
            "目つきや目の動きがおかしいのではないかと気になりますか",
            "目（め）の 動（うご）きが 気（き）に なりますか",
            "Do the eyes or their movements worry you?",
        ],
    ),
    ask(
        "turns_to_voice",
        [
            "見えない方向から声をかけてみると、そちらの方を見ようとしますか",
            "見（み）えない ところから 呼（よ）ぶと、そちらを 見（み）ますか",
            "Does the baby look towards a voice from out of sight?",
        ],
    ),
    STOOL,
    ask(
        "fresh_air",
        [
            "外気浴をしていますか",
            "外（そと）の 空気（くうき）に あてていますか",
            "Is the baby taken out into fresh air?",
        ],
    ),
    ADVISER,
    WORRIES,
    FREE,
    JUDGEMENT,
    FACILITY,
    NOTES,
];

pub(super) const MONTHS_6: &[Field] = &[
    weight_kg(CHILD_WEIGHT, (5000, 12_000)),
    height(CHILD_HEIGHT, (580, 780)),
    chest((370, 520)),
    head((380, 490)),
    NOURISHED,
    FED,
    since(
        "rolls_over",
        ["寝返りをしたのはいつですか", "ねがえりを したのは いつですか", "When did the baby roll over?"],
    ),
    since(
        "sits",
        [
            "ひとりすわりをしたのはいつですか",
            "ひとりで すわったのは いつですか",
            "When did the baby sit alone?",
        ],
    ),
    ask(
        "grasps",
        [
            "からだのそばにあるおもちゃに手をのばしてつかみますか",
            "近（ちか）くの おもちゃを つかみますか",
            "Does the baby reach for a toy nearby?",
        ],
    ),
    ask(
        "babbles",
        [
            "家族といっしょにいるとき、話しかけるような声を出しますか",
            "家族（かぞく）に 話（はな）すような 声（こえ）を 出（だ）しますか",
            "Does the baby make sounds as if talking to the family?",
        ],
    ),
    ask(
        "turns_to_sound",
        [
            "テレビやラジオの音がしはじめると、すぐそちらを見ますか",
            "テレビの 音（おと）が すると、すぐ 見（み）ますか",
            "Does the baby look at once when a television or radio begins?",
        ],
    ),
    ask(
        "weaning_begun",
        ["離乳食を始めましたか", "離乳食（りにゅうしょく）を はじめましたか", "Has weaning food begun?"],
    ),
    ask(
        "white_pupil",
        [
            "ひとみが白く見えたり、黄緑色に光って見えたりすることがありますか",
            "ひとみが 白（しろ）く 見（み）えたり、光（ひか）ったり しますか",
            "Does a pupil look white or shine yellow-green?",
        ],
    ),
    ADVISER,
    WORRIES,
    FREE,
    JUDGEMENT,
    FACILITY,
    NOTES,
];

pub(super) const MONTHS_9: &[Field] = &[
    weight_kg(CHILD_WEIGHT, (6000, 13_000)),
    height(CHILD_HEIGHT, (620, 820)),
    chest((390, 540)),
    head((400, 500)),
    NOURISHED,
    FED,
    since(
        "crawls",
        ["はいはいをしたのはいつですか", "はいはいを したのは いつですか", "When did the baby crawl?"],
    ),
    since(
        "pulls_up",
        [
            "つかまり立ちをしたのはいつですか",
            "つかまって 立（た）ったのは いつですか",
            "When did the baby pull up to stand?",
        ],
    ),
    ask(
        "pinches",
        [
            "指で、小さい物をつまみますか",
            "指（ゆび）で 小（ちい）さい 物（もの）を つまみますか",
            "Does the baby pick up small things with the fingers?",
        ],
    ),
    ask(
        "plays_alone",
        [
            "機嫌よくひとり遊びができますか",
            "ひとりで 楽（たの）しく 遊（あそ）べますか",
            "Does the baby play alone in a good mood?",
        ],
    ),
    WEANING,
    ask(
        "hears_whisper",
        [
            "そっと近づいて、ささやき声で呼びかけると振り向きますか",
            "小（ちい）さい 声（こえ）で 呼（よ）ぶと、こちらを 見（み）ますか",
            "Does the baby turn to a whisper from nearby?",
        ],
    ),
    ask(
        "follows",
        ["後追いをしますか", "あなたの 後（あと）を 追（お）いますか", "Does the baby follow you?"],
    ),
    ask(
        "teeth_worry",
        [
            "歯の生え方、形、色、歯肉などについて、気になることがありますか",
            "歯（は）や 歯（は）ぐきで 気（き）に なる ことが ありますか",
            "Does anything about teeth or gums worry you?",
        ],
    ),
    TEETH,
    ADVISER,
    WORRIES,
    FREE,
    JUDGEMENT,
    FACILITY,
    NOTES,
];

/// Weight on the days after birth: 早期新生児期・後期新生児期の経過.
pub(super) const FIRST_WEEKS: &[Field] = &[
    field(
        "days_old",
        ["日齢", "生（う）まれてからの 日（ひ）", "Days old"],
        number(unit::DAYS, 0, (0, 60), (0, 45)),
    ),
    weight_g((300, 8000), (1000, 6000)),
    field(
        "suckling",
        ["哺乳力", "飲（の）む 力（ちから）", "Suckling"],
        Sort::Choice(&[
            choice("ordinary", ["普通", "ふつう", "Ordinary"], &["良"]),
            choice("weak", ["弱い", "よわい", "Weak"], &["弱"]),
        ]),
    ),
    field(
        "jaundice",
        ["黄疸", "黄疸（おうだん）", "Jaundice"],
        Sort::Choice(&[
            choice("none", ["なし", "ありません", "None"], &["無"]),
            choice("ordinary", ["普通", "ふつう", "Ordinary"], &[]),
            choice("strong", ["強い", "つよい", "Strong"], &["強"]),
        ]),
    ),
    field(
        "treatment",
        ["異常・処置など", "問題（もんだい）・手当（てあ）て", "Findings and treatment"],
        Sort::Text(500),
    ),
    FACILITY,
    NOTES,
];
