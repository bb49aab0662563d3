use super::*;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn written() -> (tempfile::TempDir, Library) {
    let site = tempfile::tempdir().unwrap();
    let library = Library::read(root()).unwrap();
    write(root(), &library, "https://town.example/", site.path()).unwrap();
    (site, library)
}

#[test]
fn every_row_has_as_many_cells_as_the_header_and_json_says_the_same() {
    let (site, _) = written();
    let folder = site.path().join("opendata");
    for key in ["event", "public_facility", "aed", "course", "news"] {
        let bytes = fs::read(folder.join(format!("000000_{key}.csv"))).unwrap();
        assert!(
            bytes
                .starts_with("\u{feff}都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,".as_bytes()),
            "{key}"
        );
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{key}");
        let json: Value =
            serde_json::from_slice(&fs::read(folder.join(format!("000000_{key}.json"))).unwrap()).unwrap();
        let rows = json["rows"].as_array().unwrap();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header = reader.headers().unwrap().clone();
        let records: Vec<csv::StringRecord> = reader.records().map(|record| record.unwrap()).collect();
        assert!(!records.is_empty() && records.len() == rows.len(), "{key}");
        assert_eq!(json["row_count"], rows.len());
        assert_eq!(json["licence"], "CC BY 4.0");
        for (record, row) in records.iter().zip(rows) {
            for (name, value) in header.iter().zip(record) {
                assert_eq!(row[name], value, "{key} {name}");
            }
            assert!(record[1].len() == 10, "{key}: NO has ten digits");
        }
        let mut numbers: Vec<&str> = records.iter().map(|record| &record[1]).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), records.len(), "{key}: every NO once");
    }
}

#[test]
fn an_event_says_its_place_its_days_and_that_it_was_cancelled() {
    let (site, _) = written();
    let json = fs::read_to_string(site.path().join("opendata/000000_event.json")).unwrap();
    let json: Value = serde_json::from_str(&json).unwrap();
    let find = |name: &str| {
        json["rows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["イベント名"].as_str().unwrap().contains(name))
            .unwrap()
    };
    let market = find("朝市");
    assert!(market["開始日時特記事項"].as_str().unwrap().contains("2026-12-12"));
    assert_eq!(market["緯度"], "36.001900");
    assert!(find("清掃")["備考"].as_str().unwrap().starts_with("【中止】"));
    assert_eq!(find("避難訓練")["場所名称"], "ひびき町民体育館");
    assert!(find("避難訓練")["URL"].as_str().unwrap().starts_with("https://town.example/events/2026/"));
}
