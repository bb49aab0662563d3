// A town of ten thousand pages that does not exist: the demo town, and ten years of what its offices might have written.
// The same at every run.

import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The day on which it is looked at. */
export const TODAY = "2026-12-01";
/** A course that the demo town has: the one that is changed. */
export const COURSE = "courses/2026/2026-12-03-pottery.md";
const FIRST_YEAR = 2017;
const LAST_YEAR = 2026;
/** One page in so many is there in all three languages, as where a town translates what is asked for most. */
const TRANSLATED = 20;
/** One lecture in so many was recorded, with captions. */
const RECORDED = 20;

/** Dice that always fall the same (mulberry32). */
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

const FACILITIES = [
  ["本町", "honmachi"], ["川西", "kawanishi"], ["山手", "yamate"], ["柿ノ木", "kakinoki"], ["響台", "hibikidai"], ["南", "minami"],
  ["上流", "kamiru"], ["橋場", "hashiba"], ["湯ノ沢", "yunosawa"], ["天神", "tenjin"],
].flatMap(([area, latin], place) => [
  [`${area}集会所`, `${latin}-hall`, "community", place], [`${area}児童館`, `${latin}-children`, "childcare", place],
  [`${area}公園`, `${latin}-park`, "park", place], [`${area}スポーツ広場`, `${latin}-field`, "sports", place],
]);
const PLACES = ["library", "community-centre", "museum", "gymnasium", "health-centre", "childcare-centre"];
const OFFICES = ["総務課", "住民課", "健康子育て課", "産業振興課", "建設課", "教育委員会", "防災室", "環境課", "上下水道課", "企画課"];
const CLUBS = ["公民館", "郷土資料館", "体育協会", "食生活改善の会", "読み聞かせの会", "山歩きの会", "手話の会", "日本語の会", "音楽の会", "農業の会", "子ども会", "老人会"];
const PEOPLE = ["指田 おすか", "川辺 みなも", "汽笛 とおる", "撫川 ゆび", "土井 ほぐす", "星見 あおぐ", "墨田 にじみ", "麺野 こねる", "若葉 そよぐ", "鳴海 ひろ", "糸川 つむぎ", "薪野 わる"];
const SUBJECTS = [
  ["陶芸", "土をこねて器を作り", "pottery"], ["書道", "筆の持ち方から始めて好きな字を書き", "calligraphy"], ["そば打ち", "粉を練って細く切り", "soba"],
  ["スマートフォン", "電話と写真と地図の使い方を覚え", "smartphone"], ["ヨガ", "呼吸を整えて体をゆっくり伸ばし", "yoga"], ["天体観察", "望遠鏡で月と星を探し", "stars"],
  ["木工", "町の杉で小さな椅子を作り", "woodwork"], ["園芸", "季節の花を鉢に植え", "gardening"], ["水彩画", "川辺の景色を写し", "watercolour"], ["卓球", "打ち方を習って試合をし", "table-tennis"],
  ["俳句", "町を歩いて五七五に言葉をまとめ", "haiku"], ["料理", "地元の野菜で三品を作り", "cooking"], ["手話", "あいさつと自己紹介を覚え", "signs"], ["編み物", "一本の毛糸で帽子を編み", "knitting"],
  ["古文書", "江戸時代の村の記録を読み", "documents"], ["救急手当", "心臓マッサージとAEDの使い方を練習し", "first-aid"], ["野鳥観察", "声と姿から鳥の名前を覚え", "birds"], ["英会話", "旅先で使う短い言葉を話し", "english"],
  ["パソコン", "文書を作って印刷し", "computer"], ["太鼓", "祭りの打ち方を順に習い", "drums"], ["草木染め", "柿の渋で布を染め", "dyeing"], ["味噌作り", "大豆をゆでてつぶし", "miso"],
];
const LEVELS = ["はじめての", "親子で楽しむ", "続けて学ぶ", "夜の", "冬の", "春の", "夏休みの", "大人のための", "六十歳からの", "一日で分かる", "ゆっくり進む", "もう一度学ぶ"];
const FORMS = ["教室", "講座", "の集い", "体験", "入門", "の会"];
const THEMES = [
  ["響川の洪水", "川の水が集まる土地の形"], ["干し柿の百年", "柿を干す風と納屋の造り"], ["減塩の食事", "だしと香りで塩を減らす工夫"], ["眠りと健康", "朝の光と夜の明かり"], ["土の中の生き物", "落ち葉が土に返るまで"],
  ["町の地名", "坂や沢に残る古い言葉"], ["空き家の活用", "直して住む人と貸す人の約束"], ["情報の確かめ方", "写真の出どころを調べる手順"], ["農業の後継ぎ", "小さな畑を続けるお金の話"], ["子どもの言葉", "聞くことから育つ会話"],
  ["駅と鉄道", "貨物列車が運んだもの"], ["山の道と峠", "塩を運んだ牛の道"], ["認知症とともに", "忘れても続けられる役割"], ["地震への備え", "家具の固定と水の蓄え"], ["橋を守る", "点検の音と数字"],
];
const SERIES = ["town-history", "health-talks", "river-school", "farm-school", "digital-basics"];
const MATTERS = [
  ["断水のお知らせ", "水道管の取り替え工事のため、水が出なくなります", "life"], ["ごみの収集日の変更", "祝日のため、燃えるごみの収集日が変わります", "life"], ["健康診査の申し込み", "胃がんと大腸がんの検診を受け付けます", "health"],
  ["保育所の入所申し込み", "来年度に入所する子どもの申し込みを受け付けます", "family"], ["道路の通行止め", "舗装の工事のため、車が通れなくなります", "safety"], ["防災訓練", "地震を想定して、避難所まで歩きます", "safety"], ["議会の日程", "定例会の傍聴ができます", "town"],
  ["職員の募集", "一般事務と保健師を募集します", "town"], ["予防接種", "高齢の方の予防接種が始まります", "health"], ["熊の目撃情報", "朝と夕方の外出に気を付けてください", "safety"], ["秋まつり", "山車が本町通りを回ります", "event"], ["税の納期", "納期限までに納めてください", "life"],
  ["証明書の交付の休止", "機械の点検のため、コンビニ交付を休みます", "life"], ["子育て相談の日", "保健師と助産師が相談に応じます", "family"], ["花火大会の交通規制", "会場の周りで車の通行を止めます", "event"], ["計画への意見の募集", "町の計画の案に、ご意見をお寄せください", "town"],
];
const DETAILS = [
  "当日の受付は、開始の15分前から1階の入口で行います。", "定員を超えたときは、町内にお住まいの方を優先します。", "天気が悪いときは、朝8時にこのサイトでお知らせします。", "駐車場には限りがあります。バスか自転車でお越しください。", "車いすでお越しの方は、南側の入口をお使いください。",
  "手話通訳と要約筆記が必要な方は、1週間前までにご連絡ください。", "費用は当日、会場の窓口で集めます。おつりのないようにお願いします。", "写真と動画の撮影は、講師の許しを得てからにしてください。", "小さなお子さんを預けたい方は、申し込みのときにお伝えください。", "持ち物には名前を書いてください。忘れ物は1か月保管します。",
  "詳しいことは、担当の窓口か電話でお尋ねください。", "昨年の様子は、広報ひびきの写真で見ることができます。", "この事業には、県の補助金を使っています。", "感染症が広がったときは、日程を変えることがあります。", "途中からの参加もできますが、材料の準備があるため前日までにお知らせください。",
  "対象の世帯には、1週間前までに封書でご案内します。", "工事の車が出入りします。案内する人の指示に従ってください。", "水が濁ったときは、しばらく流してからお使いください。", "書類は町役場の窓口のほか、川西支所でも受け取れます。", "代理の方が来るときは、委任状をお持ちください。",
];
const REMARKS = [
  "会場からは、孫に伝えたいという声が聞かれました。", "質問の時間には、畑仕事の合間に来た人が手を挙げました。", "最後に、明日からできることを一つずつ紙に書きました。", "古い写真を持ち寄った人もいて、話は予定より長く続きました。", "町内の小学生も十二人が並んで聞きました。",
  "資料は図書館の郷土の棚に置いてあります。", "講師は、数字よりも歩いて見ることが大切だと話しました。", "次の回では、実際に現地を訪ねます。", "昭和の終わりに同じ試みがあったことも紹介されました。", "話を聞いた人の八割が、家族にも話したいと答えました。",
];

const two = (number) => String(number).padStart(2, "0");
const era = (year) => (year < 2019 ? `平成${year - 1988}年` : year === 2019 ? "令和元年" : `令和${year - 2018}年`);
const front = (title, description, facts) => {
  const lines = Object.entries(facts).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return `+++\ntitle = ${JSON.stringify(title)}\ndescription = ${JSON.stringify(description)}\n\n[extra]\n${lines.join("\n")}\n+++\n\n`;
};

/** Writes it into `folder`, which must not hold it yet. Of `pages` Markdown pages half are courses and a fifth lectures. */
export function writeTown(demo, folder, pages) {
  const [courses, lectures] = [pages / 2, pages / 5];
  const roll = dice(20261201);
  const one = (list) => list[roll(list.length)];
  const some = (list, count) => {
    const start = roll(list.length);
    return Array.from({ length: count }, (_, place) => list[(start + place * 7) % list.length]);
  };
  cpSync(demo, folder, { recursive: true });
  let count = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".md") && !path.basename(file).startsWith("_index")).length;
  const write = (file, text) => writeFileSync(path.join(folder, file), text);
  const page = (file, texts) => {
    for (const [language, text] of Object.entries(texts)) {
      write(`${file}${language === "ja" ? "" : `.${language}`}.md`, text);
      count++;
    }
  };
  const NAMES = { news: ["お知らせ", "News"], courses: ["講座", "Courses"], lectures: ["講演", "Lectures"] };
  for (const [area, [name, english]] of Object.entries(NAMES)) {
    for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
      mkdirSync(path.join(folder, area, String(year)), { recursive: true });
      const titles = { "": `${year}年（${era(year)}）の${name}`, ".ja-easy": `${year}年の${name}`, ".en": `${english} of ${year}` };
      for (const [language, title] of Object.entries(titles)) {
        const facts = { title, description: title, sort_by: "date", template: `${area}/list.html`, page_template: `${area}/page.html` };
        const lines = Object.entries(facts).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
        write(`${area}/${year}/_index${language}.md`, `+++\n${lines.join("\n")}\n+++\n`);
      }
    }
  }
  for (const [name, slug, kind, place] of FACILITIES) {
    const facts = { kind, tel: `0000-12-60${two(place)}`, lat: 36.1 + place / 500, lon: 139.2 + roll(100) / 5000, address: `ひびき町${name}前${roll(90) + 1}番地`, hours: "9時から17時まで", closed: "月曜日" };
    page(`facilities/${slug}`, { ja: front(name, `${name}の場所と使い方です。`, facts) + `${name}は、地区の人が使う場所です。${some(DETAILS, 3).join("")}\n` });
  }
  const translations = (place, file, title, words) => {
    if (place % TRANSLATED) return {};
    return {
      "ja-easy": front(`${title}について`, "町（まち）からのお知らせです。", words) + "日本語（にほんご）のページに、くわしいことが書いてあります。わからないときは、町役場（まちやくば）で聞いてください。\n",
      en: front(`Notes on ${path.basename(file)}`, "A short note in English.", words) + "The page in Japanese has all details. If anything is unclear, please ask at the town hall.\n",
    };
  };
  const dayOf = (place, all, months) => {
    const month = Math.floor((place * months) / all);
    return new Date(Date.UTC(FIRST_YEAR, month, 1 + roll(28)));
  };
  const text = (day) => day.toISOString().slice(0, 10);
  const later = (day, days) => new Date(day.getTime() + days * 86_400_000);

  for (let place = 0; place < courses; place++) {
    const first = dayOf(place, courses, (LAST_YEAR - FIRST_YEAR + 1) * 12);
    const sessions = Array.from({ length: 1 + roll(8) }, (_, week) => text(later(first, week * 7)));
    const [subject, work, slug] = one(SUBJECTS);
    const title = `${one(LEVELS)}${subject}${one(FORMS)}（第${1 + (place % 400)}回）`;
    const file = `courses/${first.getUTCFullYear()}/${text(first)}-${slug}-${place}`;
    const past = sessions.at(-1) < TODAY;
    const hour = 9 + roll(10);
    const facts = {
      facility: roll(3) ? one(PLACES) : one(FACILITIES)[1], first: sessions[0], last: sessions.at(-1), sessions, start: `${two(hour)}:00`, end: `${two(hour + 1 + roll(2))}:30`, fee_yen: roll(6) * 300, capacity: 8 + roll(40),
      apply_by: text(later(first, -7)), status: past ? "closed" : one(["open", "open", "open", "full", "cancelled"]), audience: one(["all", "children", "parents", "seniors", "adults"]), tel: `0000-12-5${100 + roll(800)}`, organizer: `ひびき町${one(CLUBS)}`,
      room: `${1 + roll(3)}階 ${one(["会議室", "和室", "調理室", "工作室", "大広間", "視聴覚室"])}${1 + roll(4)}`, teacher: one(PEOPLE), apply: "会場の窓口、または電話。先着順です。", bring: some(["筆記用具", "飲み物", "動きやすい服", "エプロン", "上履き", "タオル", "手袋", "古い新聞紙"], 2 + roll(3)),
    };
    const body = `${sessions.length}回の講座で、${work}ます。${one(PEOPLE)}さんが、初めての人にも分かるように一つずつ教えます。${some(DETAILS, 2 + roll(2)).join("")}\n\n## 進め方\n\n1. 1回目は道具の説明と練習をします。\n2. ${subject}の基本を${2 + roll(4)}つに分けて学びます。\n3. 最後に、できたものを見せ合います。\n\n${some(DETAILS, 2 + roll(3)).join("")}会場の案内は[施設のページ](/facilities/library/)をご覧ください。\n`;
    page(file, { ja: front(title, `${work}ます。全${sessions.length}回、${first.getUTCMonth() + 1}月に始まります。`, facts) + body, ...translations(place, file, title, { organizer: "Hibiki", bring: ["a pen"] }) });
  }
  for (let place = 0; place < lectures; place++) {
    const day = dayOf(place, lectures, (LAST_YEAR - FIRST_YEAR + 1) * 12 - 2);
    const [theme, about] = one(THEMES);
    const speaker = one(PEOPLE);
    const title = `${theme}${one(["を考える", "と暮らし", "を歩く", "の話", "に学ぶ"])}（その${1 + (place % 150)}）`;
    const stem = `${text(day)}-talk-${place}`;
    const file = `lectures/${day.getUTCFullYear()}/${stem}`;
    const lines = [theme, about, ...some(REMARKS, 8)];
    const facts = { facility: one(PLACES), minutes: 40 + roll(60), series: one(SERIES), licence: "CC BY 4.0", speaker, speaker_title: `ひびき町${one(CLUBS)}`, points: [`${about}が大切なこと`, `${one(CLUBS)}が${roll(30) + 3}年続けてきたこと`, "聞いた人が家で試せること"], cite: `${speaker}（${day.getUTCFullYear()}）「${title}」ひびき町、${text(day)}講演。CC BY 4.0` };
    if (place % RECORDED === 0) {
      Object.assign(facts, { audio: `${stem}.ogg`, sample_seconds: 32 });
      cpSync(path.join(demo, "lectures/2026/2026-02-15-station-century.ogg"), path.join(folder, `${file}.ogg`));
      const cues = lines.map((line, at) => `00:00:${two(at * 3)}.000 --> 00:00:${two(at * 3 + 3)}.000\n${line}\n`);
      write(`${file}.ja.vtt`, `WEBVTT\n\n${cues.join("\n")}`);
    }
    const captions = facts.audio ? `captions = [{ lang = "ja", file = "${stem}.ja.vtt" }]\n` : "";
    const body = Array.from({ length: 4 + roll(3) }, () => `${about}について、${speaker}さんは${1 + roll(80)}枚の図を見せながら話しました。${some(REMARKS, 3).join("")}${one(DETAILS)}`).join("\n\n");
    page(file, { ja: front(title, `${about}を、${speaker}さんが話しました。`, facts).replace("[extra]\n", `[extra]\n${captions}`) + `${body}\n`, ...translations(place, file, title, { speaker: "A speaker" }) });
  }
  const all = pages - count;
  for (let place = 0; count < pages; place++) {
    const day = dayOf(Math.min(place, all - 1), all, (LAST_YEAR - FIRST_YEAR + 1) * 12 - 1);
    const [matter, sentence, category] = one(MATTERS);
    const [area] = one(FACILITIES);
    const title = `${matter}（${area}、${day.getUTCMonth() + 1}月${day.getUTCDate()}日）`;
    const file = `news/${day.getUTCFullYear()}/${text(day)}-notice-${place}`;
    const facts = { category, until: text(later(day, 30 + roll(60))), tel: `0000-12-3${100 + roll(800)}`, office: one(OFFICES) };
    const list = some(FACILITIES, 4).map(([name]) => `- ${name}（${8 + roll(4)}時30分から${15 + roll(4)}時まで）`);
    const body = `${sentence}。${some(DETAILS, 3).join("")}\n\n${list.join("\n")}\n\n${some(DETAILS, 2 + roll(4)).join("")}\n`;
    const texts = count + 3 <= pages ? translations(place, file, title, { office: "Town Hall" }) : {};
    page(file, { ja: front(title, `${sentence}。`, facts) + body, ...texts });
  }
}
