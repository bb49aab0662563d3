//! The words of the medicine notebook's pages.

use crate::words::words;
use hibiki_domain::language::Language;

words! {
    MedicineWords;

    title: "お薬手帳" / "お薬（くすり）手帳（てちょう）" / "Medicine notebook";
    open: "手帳を開く・薬局で見せる" / "手帳（てちょう）を 開（ひら）く" / "Open the notebook, show it at a pharmacy";
    entries: "書いたものの一覧（直す・取り消す）" / "書（か）いた もの（なおす・けす）" / "All entries (to correct or withdraw)";
    show: "薬局で見せる" / "薬局（やっきょく）で 見（み）せる" / "Show it at a pharmacy";
    add_bought: "市販薬を書き加える" / "買（か）った 薬（くすり）を 書（か）く" / "Add an over-the-counter medicine";
    remarks: "アレルギー・副作用" / "アレルギー・副作用（ふくさよう）" / "Allergies and side effects";
    remarks_none: "記録がありません。" / "まだ ありません。" / "Nothing is recorded.";
    remarks_add: "アレルギー・副作用を書き加える" / "アレルギーを 書（か）く" / "Add an allergy or a side effect";
    remark_allergy: "アレルギー" / "アレルギー" / "Allergy";
    remark_reaction: "副作用" / "副作用（ふくさよう）" / "Side effect";
    remark_history: "かかった病気" / "まえの 病気（びょうき）" / "History";
    remark_other: "その他" / "ほか" / "Other";
    twice: "同じ成分の薬が重なっているかもしれません" / "おなじ 薬（くすり）が 2つ あるかもしれません" / "The same ingredient may be there twice";
    twice_ask: "自分の判断で飲むのをやめたり減らしたりせず、薬剤師かお医者さんに「重なっていませんか」と聞いてください。"
        / "じぶんで やめないで ください。薬局（やっきょく）の 人（ひと）か お医者（いしゃ）さんに きいてください。"
        / "Please do not stop or reduce anything by yourself. Ask your pharmacist or doctor whether they overlap.";
    twice_limits: "薬の名前と番号から探しています。ここに出ていなくても、重なりがないとは限りません。"
        / "ここに なくても、おなじ 薬（くすり）が あるかもしれません。"
        / "This is found by names and codes. That nothing is shown does not mean that nothing overlaps.";
    twice_bought: "市販薬と、ほかの薬です。" / "買（か）った 薬（くすり）と、ほかの 薬（くすり）です。" / "One of them was bought over the counter.";
    twice_several: "別々の病院・診療所から出た薬です。" / "ちがう 病院（びょういん）の 薬（くすり）です。" / "They come from different clinics.";
    twice_one: "同じところから別の日に出た薬です。次の分を早めに受け取っただけのこともあります。"
        / "おなじ 病院（びょういん）の 薬（くすり）です。日（ひ）が ちがいます。つぎの 分（ぶん）かもしれません。"
        / "They come from one clinic on different days. It may simply be the next supply.";
    twice_visit: "同じ日にまとめて出た薬です。朝と夜で量を分けるためなど、わざとそうすることもあります。"
        / "おなじ 日（ひ）の 薬（くすり）です。わざと 2つ 出（だ）す ことも あります。"
        / "They were handed out together; often that is on purpose, as for different doses in the morning and evening.";
    now: "今の薬" / "いまの 薬（くすり）" / "Taken now";
    now_none: "今使っている薬の記録はありません。" / "いま のんでいる 薬（くすり）は 書（か）いて ありません。" / "No medicine in use is recorded.";
    now_lead: "日数が決まっている薬はその日数の間、頓服・塗り薬・市販薬などは30日間を「今の薬」としています。"
        / "日（ひ）が きまっている 薬（くすり）は その 日（ひ）まで、ほかの 薬（くすり）は 30日（にち）です。"
        / "Medicines with a number of days count for those days; as-needed, external and over-the-counter ones for 30 days.";
    earlier: "これまでの薬" / "まえの 薬（くすり）" / "Earlier";
    none: "まだ薬の記録がありません。薬局でもらう紙のQRコードを読み取ると、ここに並びます。"
        / "まだ ありません。薬局（やっきょく）の 紙（かみ）の QRコードを 読（よ）んでください。"
        / "No medicine is recorded yet. Read the QR code of a pharmacy's slip, and it is shown here.";
    bought: "市販薬" / "買（か）った 薬（くすり）" / "Over-the-counter medicine";
    prescribed: "処方：" / "お医者（いしゃ）さん：" / "Prescribed by ";
    change: "直す・やめた日を書く" / "直（なお）す" / "Correct, or add the last day";
    give: "薬局や、ほかのお薬手帳に渡す" / "ほかの お薬（くすり）手帳（てちょう）に わたす" / "Give it to a pharmacy or another notebook";
    give_lead: "お薬手帳の標準の形式（JAHIS）です。ファイルにはこれまでの薬のすべて、QRコードには今の薬とアレルギーが入ります。Shift_JIS にない文字は「〓」になります。"
        / "お薬（くすり）手帳（てちょう）の 形（かたち）（JAHIS）です。ファイルには ぜんぶ、QRコードには いまの 薬（くすり）が 入（はい）ります。"
        / "In the standard format of Japanese notebooks (JAHIS, in Shift_JIS). The file holds everything, the QR codes what is taken now and the allergies. 〓 stands for letters that Shift_JIS lacks.";
    file: "ファイルを受け取る" / "ファイルを もらう" / "Download the file";
    codes: "QRコードを見せる" / "QRコードを 見（み）せる" / "Show QR codes";
    codes_title: "お薬手帳のQRコード" / "お薬（くすり）手帳（てちょう）の QRコード" / "QR codes of the notebook";
    codes_lead: "QRコードは{}個です。順番はどれからでもかまいません。" / "QRコードは {}こ です。" / "There are {} codes; any order will do.";
    codes_too_many: "QRコードでは多すぎます。ファイルを受け取って渡してください。" / "おおすぎます。ファイルを もらって ください。" / "This is too much for QR codes. Please download the file instead.";
    code_of: "QRコード" / "QRコード" / "QR code ";
    close: "閉じる" / "とじる" / "Close";
    born: "生年月日" / "生（う）まれた 日（ひ）" / "Born";
    as_of: "{}現在" / "きょうは {}" / "As of {}";
    shown: "薬局で見せました" / "薬局（やっきょく）で 見（み）せました" / "Shown at a pharmacy";
    given: "お薬手帳のファイル" / "お薬（くすり）手帳（てちょう）の ファイル" / "File of the medicine notebook";
}
