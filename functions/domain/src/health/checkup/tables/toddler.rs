//! 母子健康手帳 from the first birthday on: see [`super::infant`].

use super::super::field::{Choice, Field, Sort, choice};
use super::common::{
    ADVISER, CHILD_HEIGHT, CHILD_WEIGHT, FACILITY, FREE, JUDGEMENT, NOTES, URINE_BLOOD, URINE_PROTEIN,
    URINE_SUGAR, WORRIES, ask, chest, field, finding, head, height, since, weight_kg,
};
use super::dental::{CARIES_TREATED, CARIES_UNTREATED, TEETH};
use super::infant::NOURISHED;

const FINISHED: &[Choice] = &[
    choice("done", ["完了", "おわりました", "Finished"], &["1"]),
    choice("not_yet", ["未完了", "まだです", "Not yet"], &["未", "2"]),
];
const DRINKS: &[Choice] = &[
    choice("no", ["飲んでいない", "飲（の）んでいません", "No longer"], &["いない", "0"]),
    choice("yes", ["飲んでいる", "飲（の）んでいます", "Still"], &["いる", "1"]),
];
const EYES: Field =
    finding("eyes", ["目の異常（眼位・視力・その他）", "目（め）の 問題（もんだい）", "Eyes"]);
const EARS: Field = finding("ears", ["耳の異常（難聴・その他）", "耳（みみ）の 問題（もんだい）", "Ears"]);
const FLUORIDE: Field = ask(
    "fluoride",
    [
        "歯にフッ化物（フッ素）の塗布やフッ素入り歯磨きの使用をしていますか",
        "歯（は）に フッ素（ふっそ）を 使（つか）っていますか",
        "Is fluoride used on the teeth?",
    ],
);
const FINAL_BRUSH: Field = ask(
    "parent_brushes",
    [
        "歯の仕上げみがきをしてあげていますか",
        "大人（おとな）が 最後（さいご）に 歯（は）を みがいていますか",
        "Do you brush the teeth after the child did?",
    ],
);
const PLAY: Field = field(
    "play",
    ["どんな遊びが好きですか", "どんな 遊（あそ）びが 好（す）きですか", "Which play does the child like?"],
    Sort::Line(200),
);

pub(super) const YEAR_1: &[Field] = &[
    weight_kg(CHILD_WEIGHT, (6500, 14_500)),
    height(CHILD_HEIGHT, (650, 880)),
    chest((400, 560)),
    head((410, 510)),
    NOURISHED,
    field("breast_milk", ["母乳", "母乳（ぼにゅう）", "Breast milk"], Sort::Choice(DRINKS)),
    since(
        "cruises",
        [
            "つたい歩きをしたのはいつですか",
            "つたって 歩（ある）いたのは いつですか",
            "When did the child walk along furniture?",
        ],
    ),
    ask(
        "gestures",
        [
            "バイバイ、コンニチハなどの身振りをしますか",
            "バイバイなどの 身振（みぶ）りを しますか",
            "Does the child wave or greet?",
        ],
    ),
    ask(
        "moves_to_music",
        [
            "音楽に合わせて、からだを楽しそうに動かしますか",
            "音楽（おんがく）で 体（からだ）を 動（うご）かしますか",
            "Does the child move to music with joy?",
        ],
    ),
    ask(
        "understands",
        [
            "大人の言う簡単なことば（おいで、ちょうだいなど）がわかりますか",
            "かんたんな ことば（おいで、ちょうだい）が わかりますか",
            "Does the child understand simple words?",
        ],
    ),
    ask(
        "follows_pointing",
        [
            "部屋の離れたところにあるおもちゃを指さすと、その方向を見ますか",
            "遠（とお）くの おもちゃを 指（ゆび）さすと、見（み）ますか",
            "Does the child look where you point?",
        ],
    ),
    ask(
        "likes_company",
        [
            "一緒に遊ぶと喜びますか",
            "いっしょに 遊（あそ）ぶと 喜（よろこ）びますか",
            "Is the child happy to play together?",
        ],
    ),
    PLAY,
    ask(
        "three_meals",
        [
            "1日3回の食事のリズムがつきましたか",
            "1日（にち）に 3回（かい） 食（た）べますか",
            "Are there three meals a day?",
        ],
    ),
    ask(
        "brushing_begun",
        [
            "歯みがきの練習をはじめていますか",
            "歯（は）みがきの 練習（れんしゅう）を はじめましたか",
            "Has practising to brush begun?",
        ],
    ),
    TEETH,
    CARIES_UNTREATED,
    CARIES_TREATED,
    ADVISER,
    WORRIES,
    FREE,
    JUDGEMENT,
    FACILITY,
    NOTES,
];

pub(super) const MONTHS_18: &[Field] = &[
    weight_kg(CHILD_WEIGHT, (7000, 17_000)),
    height(CHILD_HEIGHT, (690, 950)),
    chest((410, 580)),
    head((420, 530)),
    NOURISHED,
    field("breast_milk", ["母乳", "母乳（ぼにゅう）", "Breast milk"], Sort::Choice(DRINKS)),
    field("weaning", ["離乳", "離乳（りにゅう）", "Weaning"], Sort::Choice(FINISHED)),
    EYES,
    EARS,
    since(
        "walks",
        [
            "ひとり歩きをしたのはいつですか",
            "ひとりで 歩（ある）いたのは いつですか",
            "When did the child walk alone?",
        ],
    ),
    ask(
        "words",
        [
            "ママ、ブーブーなど意味のあることばをいくつか話しますか",
            "ママ、ブーブーなど、ことばを いくつか 話（はな）しますか",
            "Does the child say a few words with meaning?",
        ],
    ),
    ask(
        "cup",
        [
            "自分でコップを持って水を飲めますか",
            "自分（じぶん）で コップで 水（みず）を 飲（の）めますか",
            "Can the child drink from a cup alone?",
        ],
    ),
    ask(
        "bottle",
        ["哺乳ビンを使っていますか", "ほにゅうびんを 使（つか）っていますか", "Is a bottle still used?"],
    ),
    ask(
        "meal_times",
        [
            "食事や間食（おやつ）の時間はだいたい決まっていますか",
            "ごはんや おやつの 時間（じかん）は だいたい 同（おな）じですか",
            "Are the times of meals and snacks about the same?",
        ],
    ),
    FINAL_BRUSH,
    ask(
        "dazzled",
        [
            "極端にまぶしがったり、目の動きがおかしいのではないかと気になったりしますか",
            "とても まぶしそうに したり、目（め）の 動（うご）きが 気（き）に なったり しますか",
            "Is the child dazzled easily, or do the eyes' movements worry you?",
        ],
    ),
    ask(
        "turns_to_name",
        [
            "うしろから名前を呼んだとき、振り向きますか",
            "後（うし）ろから 名前（なまえ）を 呼（よ）ぶと、こちらを 見（み）ますか",
            "Does the child turn when called from behind?",
        ],
    ),
    PLAY,
    FLUORIDE,
    TEETH,
    CARIES_UNTREATED,
    CARIES_TREATED,
    ADVISER,
    WORRIES,
    FREE,
    JUDGEMENT,
    FACILITY,
    NOTES,
];

pub(super) const YEARS_3: &[Field] = &[
    weight_kg(CHILD_WEIGHT, (9500, 26_000)),
    height(CHILD_HEIGHT, (800, 1150)),
    head((440, 560)),
    NOURISHED,
    EYES,
    super::school::SIGHT_RIGHT_HUNDREDTHS,
    super::school::SIGHT_LEFT_HUNDREDTHS,
    EARS,
    URINE_PROTEIN,
    URINE_SUGAR,
    URINE_BLOOD,
    ask(
        "stairs",
        [
            "手を使わずにひとりで階段をのぼれますか",
            "手（て）を 使（つか）わないで、ひとりで 階段（かいだん）を のぼれますか",
            "Can the child climb stairs alone without hands?",
        ],
    ),
    ask(
        "circle",
        [
            "クレヨンなどで丸（円）を書きますか",
            "クレヨンで 丸（まる）を 書（か）きますか",
            "Does the child draw a circle?",
        ],
    ),
    ask(
        "dresses",
        [
            "衣服の着脱をひとりでしたがりますか",
            "服（ふく）を ひとりで 着（き）たがりますか",
            "Does the child want to dress alone?",
        ],
    ),
    ask(
        "says_name",
        [
            "自分の名前が言えますか",
            "自分（じぶん）の 名前（なまえ）を 言（い）えますか",
            "Can the child say the own name?",
        ],
    ),
    ask(
        "washes",
        [
            "歯みがきや手洗いをしていますか",
            "歯（は）みがきや 手洗（てあら）いを していますか",
            "Does the child brush teeth and wash hands?",
        ],
    ),
    FINAL_BRUSH,
    ask(
        "sucks_thumb",
        [
            "いつも指しゃぶりをしていますか",
            "いつも 指（ゆび）しゃぶりを していますか",
            "Does the child always suck a thumb?",
        ],
    ),
    ask(
        "chews",
        ["よくかんで食べる習慣はありますか", "よく かんで 食（た）べますか", "Does the child chew well?"],
    ),
    ask(
        "squint",
        ["斜視はありますか", "左右（さゆう）の 目（め）の 向（む）きが ちがいますか", "Is there a squint?"],
    ),
    ask(
        "narrows_eyes",
        [
            "物を見るとき目を細めたり、極端に近づけて見たりしますか",
            "目（め）を 細（ほそ）くしたり、とても 近（ちか）くで 見（み）たり しますか",
            "Does the child narrow the eyes or look from very near?",
        ],
    ),
    ask(
        "hearing_worry",
        [
            "耳の聞こえが悪いのではないかと気になりますか",
            "耳（みみ）が 聞（き）こえにくいかもと 気（き）に なりますか",
            "Does the hearing worry you?",
        ],
    ),
    ask(
        "bite_worry",
        [
            "かみ合わせや歯並びで気になることがありますか",
            "かみ合（あ）わせや 歯（は）ならびが 気（き）に なりますか",
            "Do bite or the row of teeth worry you?",
        ],
    ),
    FLUORIDE,
    ask(
        "pretends",
        [
            "ままごと、ヒーローごっこなど、ごっこ遊びができますか",
            "ごっこ遊（あそ）びが できますか",
            "Does the child play pretend?",
        ],
    ),
    ask(
        "friends",
        ["遊び友だちがいますか", "友（とも）だちが いますか", "Does the child have friends to play with?"],
    ),
    TEETH,
    CARIES_UNTREATED,
    CARIES_TREATED,
    ADVISER,
    WORRIES,
    FREE,
    JUDGEMENT,
    FACILITY,
    NOTES,
];
