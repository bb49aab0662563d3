//! The words of the charts and of the import.

use crate::words::words;
use hibiki_domain::language::Language;

words! {
    VitalsWords;

    title: "測った値のグラフ" / "はかった 数字（すうじ）の グラフ" / "Charts of measurements";
    show: "見るもの" / "見（み）る もの" / "Show";
    days: "期間" / "いつまで" / "Days";
    month: "30日間" / "30日（にち）" / "30 days";
    year: "1年間" / "1年（ねん）" / "A year";
    pressure: "血圧" / "血圧（けつあつ）" / "Blood pressure";
    weight: "体重" / "体重（たいじゅう）" / "Weight";
    pulse: "脈拍" / "脈（みゃく）" / "Pulse";
    temperature: "体温" / "体温（たいおん）" / "Temperature";
    glucose: "血糖" / "血糖（けっとう）" / "Blood sugar";
    upper: "上（最高血圧）" / "上（うえ）" / "Upper (systolic)";
    lower: "下（最低血圧）" / "下（した）" / "Lower (diastolic)";
    axis_days: "月/日" / "月（つき）/日（ひ）" / "Month/day";
    axis_months: "月" / "月（つき）" / "Month";
    described: "{}から{}まで、{}回。最新は{}。"
        / "{}から {}まで {}回（かい）。いちばん 新（あたら）しいのは {}。"
        / "From {} to {}, {} times. The newest: {}.";
    none: "この期間に測った値は、まだありません。" / "この 期間（きかん）の 数字（すうじ）は まだ ありません。" / "Nothing was measured in these days.";
    table: "グラフと同じ値の表" / "グラフと おなじ 数字（すうじ）" / "The same values as a table";
    newest_only: "多いため、新しい{}回だけを表示しています。" / "おおいので、新（あたら）しい {}回（かい）だけ 見（み）せて います。" / "These are the newest {} only.";
    when: "測った日時" / "いつ" / "When";
    add: "測った値を書き加える" / "数字（すうじ）を 書（か）く" / "Add a measurement";
    import: "機器のファイルから取り込む" / "きかいの ファイルから 入（い）れる" / "Import from a device's file";
    about: "このグラフの見方" / "見（み）かた" / "How to read it";
    about_home: "家で測って記録した値です。健診や病院で測った値は入れていません。" / "家（いえ）で はかった 数字（すうじ）です。病院（びょういん）の 数字（すうじ）は ありません。" / "These are values measured at home; those of check-ups and clinics are not among them.";
    about_pressure: "点線は135と85です。家で測った血圧が、どちらかでもこれ以上の日が続くときは、高血圧とされます。" / "点線（てんせん）は 135と 85です。これより 高（たか）い 日（ひ）が つづく ときは、血圧（けつあつ）が 高（たか）いです。" / "The dashed lines are at 135 and 85. Pressure measured at home that stays at or above either of them counts as high.";
    about_doctor: "このグラフは診断ではありません。気になるときは、かかりつけのお医者さんや保健師にご相談ください。" / "しんぱいな ときは、お医者（いしゃ）さんか 保健師（ほけんし）に きいてください。" / "The chart is no diagnosis. If you wonder, ask your doctor or the public health nurse.";
    source: "基準：" / "もと：" / "Source: ";

    import_title: "機器のファイルの取り込み" / "きかいの ファイルを 入（い）れる" / "Import from a device";
    import_lead: "血圧計や体重計のアプリから書き出したファイル（CSV）を選ぶと、まず内容を確かめる画面が出ます。保存はそのあとです。" / "血圧計（けつあつけい）などの ファイル（CSV）を えらんで ください。まだ 保存（ほぞん）しません。つぎの 画面（がめん）で 見（み）てください。" / "Choose a file (CSV) from the app of your blood pressure monitor or scale. You see what is in it first; nothing is saved before.";
    import_file: "ファイル（400KBまで）" / "ファイル（400KBまで）" / "File (up to 400 KB)";
    import_paste: "または、表を貼り付ける" / "または、ここに はる" / "Or paste the table here";
    import_check: "内容を確かめる" / "見（み）る" / "Check what is in it";
    import_columns: "1行目に「日付」と、「最高血圧」「最低血圧」「脈拍」「体重」「体温」「血糖」「歩数」などの見出しがある表を読めます。" / "1行目（ぎょうめ）に 「日付（ひづけ）」「体重（たいじゅう）」などが ある 表（ひょう）を 読（よ）みます。" / "It reads tables whose first row has headings such as Date, Time, Systolic, Diastolic, Pulse, Weight, Temperature.";
    import_empty: "ファイルを選ぶか、表を貼り付けてください。" / "ファイルを えらんで ください。" / "Choose a file or paste a table.";
    import_encoding: "文字を読み取れないファイルです。CSV（UTF-8 または Shift_JIS）で書き出し直してください。" / "ファイルの 文字（もじ）が 読（よ）めません。CSVで もういちど 作（つく）ってください。" / "The text of this file cannot be read. Please export it as CSV (UTF-8 or Shift_JIS).";
    import_refused: "このファイルは取り込めません。" / "この ファイルは 入（い）れられません。" / "This file cannot be imported.";
    import_found: "ファイルの内容" / "ファイルの 中（なか）" / "What is in the file";
    import_rows: "全部の行" / "ぜんぶの 行（ぎょう）" / "Rows in all";
    import_new: "新しい行（保存します）" / "新（あたら）しい 行（ぎょう）（保存（ほぞん）します）" / "New rows (to be saved)";
    import_there: "すでに記録にある行（何もしません）" / "もう ある 行（ぎょう）（なにも しません）" / "Rows that are there already (left as they are)";
    import_dropped: "取り込めない行" / "入（い）れられない 行（ぎょう）" / "Rows that cannot be taken";
    import_why: "取り込めない理由" / "入（い）れられない 理由（りゆう）" / "Why rows cannot be taken";
    import_more: "ほかに{}件あります。" / "ほかに {}こ あります。" / "And {} more.";
    import_ignored: "使わない列：" / "つかわない 列（れつ）：" / "Columns that are not used: ";
    import_unusual: "ふだんと違う値" / "いつもと ちがう 数字（すうじ）" / "Unusual values";
    import_unusual_hint: "打ち間違いでなければ、そのまま保存して構いません。" / "まちがいで なければ、そのままで いいです。" / "If they are right, you can save them as they are.";
    import_first: "新しい行の例" / "新（あたら）しい 行（ぎょう）" / "Some of the new rows";
    import_save: "新しい{}件を保存する" / "新（あたら）しい {}こを 保存（ほぞん）する" / "Save {} new rows";
    import_saved: "{}件を保存しました。" / "{}こ 保存（ほぞん）しました。" / "{} rows were saved.";
    import_rest: "一度に保存できるのは200件までです。残りも、下のボタンで続けて保存してください。" / "いちどに 200こまでです。つづけて 下（した）の ボタンを おしてください。" / "At most 200 are saved at a time. Use the button below to save the rest.";
    import_nothing: "新しい行はありません。何も変わっていません。" / "新（あたら）しい 行（ぎょう）は ありません。なにも かわりません。" / "There are no new rows. Nothing was changed.";
    import_again: "別のファイルを選ぶ" / "ほかの ファイルを えらぶ" / "Choose another file";
}
