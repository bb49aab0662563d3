//! A clerk who wants to read without leaving a row, and a log that was tampered with.

use hibiki_domain::{
    access_log::{Head, LogRow, Tampering, Verifier},
    role::Role,
};
use hibiki_tests::{
    actors::{self, Person, import, person_of, row, staff},
    bridge::Bridge,
    card::Card,
    database::identity,
    desk::{self, new_key},
    http::{Ask, Client, operator},
    page,
    town::{town, unique},
};

fn rows_of(staff: &Person) -> i64 {
    identity().number("SELECT COUNT(*) FROM access_log WHERE staff_id = ?1", [staff.id.as_str()])
}

/// Runs something and says how many rows it left in the clerk's name.
fn leaves<T>(clerk: &mut Person, act: impl FnOnce(&mut Client) -> T) -> (i64, T) {
    let before = rows_of(clerk);
    let result = act(&mut clerk.client);
    (rows_of(clerk) - before, result)
}

#[test]
fn every_read_of_a_clerk_leaves_a_row_for_everybody_shown() {
    let mut clerk = staff(Role::Clerk);
    let start = unique("LOOK").to_uppercase();
    let rows: Vec<_> = (0..3)
        .map(|place| {
            let mut row = row();
            row.kana = format!("{start}{place}");
            row.kana_key = hibiki_domain::kana::search_key(&row.kana);
            row
        })
        .collect();
    import(&rows);
    let bridge = Bridge::enrolled();

    assert_eq!(leaves(&mut clerk, |clerk| desk::search(clerk, &unique("NOBODY")).expect(200)).0, 0);
    assert_eq!(leaves(&mut clerk, |clerk| desk::search(clerk, "ヒ").expect(422)).0, 0);
    let (left, found) = leaves(&mut clerk, |clerk| desk::search(clerk, &start).expect(200));
    assert_eq!(left, 3);
    let reference = page::values(&found.text(), "reference").swap_remove(1);
    // Going on to the page shows nothing yet; the page does.
    let (left, path) = leaves(&mut clerk, |clerk| {
        clerk
            .form("/desk/residents/open", &[("reference", &reference), ("why", "lost")])
            .expect(303)
            .location()
            .to_owned()
    });
    assert_eq!(left, 0);
    let (left, opened) = leaves(&mut clerk, |clerk| desk::show(clerk, &path));
    assert_eq!(left, 1);
    assert_eq!(leaves(&mut clerk, |clerk| clerk.send(&Ask::new("HEAD", &path)).expect(200)).0, 1);

    let asked = desk::ask_bind(&mut clerk.client, &opened);
    let body = bridge.tap(&asked, &Card::felica()).bind();
    assert_eq!(leaves(&mut clerk, |clerk| clerk.json("/api/tap/bind", &body).expect(200)).0, 1);
    let form = [("key", new_key()), ("reference", opened.act.clone()), ("why", "letter".to_owned())];
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (left, letter) =
        leaves(&mut clerk, |clerk| clerk.form("/desk/letters", &form).expect(303).location().to_owned());
    assert_eq!(left, 1);
    for _ in 0..2 {
        assert_eq!(leaves(&mut clerk, |clerk| clerk.get(&letter).expect(200)).0, 1);
    }
    for action in ["remove-card", "remove-passkey"] {
        let form = [("reference", opened.act.as_str()), ("why", "lost"), ("id", "x")];
        assert_eq!(
            leaves(&mut clerk, |clerk| clerk.form(&format!("/desk/residents/{action}"), &form).expect(303)).0,
            1
        );
    }
    let why = "SELECT COUNT(*) FROM access_log WHERE staff_id = ?1 AND (why = '' OR what = '' OR staff <> ?2 OR office <> '試験課')";
    assert_eq!(identity().number(why, (clerk.id.as_str(), &clerk.name)), 0);
}

#[test]
fn without_a_row_nothing_is_shown_and_nothing_is_done() {
    let mut clerk = staff(Role::Clerk);
    let rows = [row(), row()];
    import(&rows);
    let bridge = Bridge::enrolled();
    let bound = Card::felica();
    desk::bind(&mut clerk.client, &rows[0], &bridge, &bound).expect(200);
    let opened = desk::open(&mut clerk.client, &rows[0]);
    let letter = desk::letter_path(&mut clerk.client, &rows[1]);
    let asked = desk::ask_bind(&mut clerk.client, &opened);
    let tap = bridge.tap(&asked, &Card::felica()).bind();
    let card =
        identity().text("SELECT card_id FROM card WHERE person_id = ?1", [person_of(&rows[0]).as_str()]);
    let state = || {
        identity().rows(
            "SELECT (SELECT COUNT(*) FROM card WHERE person_id = ?1), (SELECT COUNT(*) FROM letter WHERE created_by = ?2), (SELECT COUNT(*) FROM access_log WHERE staff_id = ?2)",
            [person_of(&rows[0]).as_str(), clerk.id.as_str()],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)),
        )
    };
    let before = state();
    let key = new_key();
    let acts = [
        Ask::post("/desk/residents").form(&[("kana", &rows[0].kana), ("birth_date", ""), ("why", "card")]),
        Ask::get(&opened.path),
        Ask::get(&letter),
        Ask::post("/desk/letters").form(&[("key", &key), ("reference", &opened.act), ("why", "letter")]),
        Ask::post("/desk/residents/remove-card").form(&[
            ("reference", &opened.act),
            ("why", "lost"),
            ("id", &card),
        ]),
        Ask::post("/api/tap/bind").json(&tap),
    ];
    // The log takes no row of this clerk's any more.
    let trigger = unique("log_is_full_");
    identity().execute(
        &format!("CREATE TRIGGER {trigger} BEFORE INSERT ON access_log WHEN NEW.staff_id = '{}' BEGIN SELECT RAISE(ABORT, 'there is no room'); END", clerk.id),
        [],
    );
    let replies: Vec<_> = acts.iter().map(|ask| clerk.client.send(&ask.clone().to_a_broken_town())).collect();
    let after = state();
    identity().execute(&format!("DROP TRIGGER {trigger}"), []);
    for reply in &replies {
        assert_eq!(reply.status, 503, "{reply}");
        let text = reply.text();
        for row in &rows {
            assert!(
                !text.contains(&row.name) && !text.contains(&row.kana) && !text.contains("昭和55"),
                "{reply}"
            );
        }
        assert!(!text.contains("no room") && !text.contains("class=\"code\""), "{reply}");
    }
    assert_eq!(before, after);
    // With room again the same requests work, but for the tap, whose challenge is used up.
    for (ask, status) in acts.iter().zip([200, 200, 200, 303, 303, 409]) {
        clerk.client.send(ask).expect(status);
    }
}

#[test]
fn the_database_itself_refuses_to_change_or_delete_a_row() {
    let mut clerk = staff(Role::Clerk);
    let row = row();
    import(std::slice::from_ref(&row));
    desk::open(&mut clerk.client, &row);
    for sql in [
        "UPDATE access_log SET why = 'nothing' WHERE staff_id = ?1",
        "UPDATE access_log SET person_id = 'somebody else' WHERE staff_id = ?1",
        "DELETE FROM access_log WHERE staff_id = ?1",
    ] {
        let refused = identity().try_execute(sql, [clerk.id.as_str()]).unwrap_err();
        assert!(refused.to_string().contains("only ever added to"), "{refused}");
    }
    assert_eq!(rows_of(&clerk), 2);
}

/// The whole log as the operator's command reads it, with its anchor.
fn whole_log() -> (Vec<LogRow>, Head) {
    let mut rows: Vec<LogRow> = Vec::new();
    loop {
        let after = rows.last().map_or(0, |row| row.seq);
        let page = operator(&Ask::get(&format!("/ops/log?after={after}"))).expect(200).json();
        let more: Vec<LogRow> = serde_json::from_value(page["rows"].clone()).unwrap();
        if more.is_empty() {
            // Others write meanwhile: the anchor that was read last may be ahead of the rows by now.
            let anchor: Head = serde_json::from_value(page["anchor"].clone()).unwrap();
            if rows.last().is_some_and(|last| last.seq >= anchor.seq) {
                rows.truncate(usize::try_from(anchor.seq).unwrap());
                return (rows, anchor);
            }
        }
        rows.extend(more);
    }
}

fn verify(rows: &[LogRow], anchor: &Head) -> Result<Option<Head>, Tampering> {
    let key = town().secret.log_key("identity");
    let mut verifier = Verifier::new(&key, vec![anchor.clone()]);
    rows.iter().try_for_each(|row| verifier.row(row))?;
    verifier.end()
}

#[test]
fn a_changed_a_deleted_and_a_cut_off_row_are_named() {
    let mut clerk = staff(Role::Clerk);
    let row = row();
    import(std::slice::from_ref(&row));
    for _ in 0..4 {
        desk::open(&mut clerk.client, &row);
    }
    let (rows, anchor) = whole_log();
    assert_eq!(verify(&rows, &anchor), Ok(Some(anchor.clone())), "the honest log");
    let last = anchor.seq;
    let middle = last / 2;
    let at = |seq: i64| usize::try_from(seq - 1).unwrap();
    assert!(middle > 2 && last - middle > 2);

    let with = |change: &dyn Fn(&mut Vec<LogRow>)| {
        let mut rows = rows.clone();
        change(&mut rows);
        verify(&rows, &anchor).unwrap_err()
    };
    let changes: [fn(&mut LogRow); 8] = [
        |row| row.look.why = "本人からの問い合わせ ".to_owned(),
        |row| row.look.what.clear(),
        |row| row.look.staff.push('子'),
        |row| row.look.office.push('課'),
        |row| row.look.staff_id = "0".repeat(32),
        |row| row.look.person_id = "0".repeat(32),
        |row| row.look.at -= 1,
        |row| row.mac = "0".repeat(64),
    ];
    for change in changes {
        for seq in [1, middle, last] {
            assert_eq!(with(&|rows| change(&mut rows[at(seq)])), Tampering::Changed(seq));
        }
    }
    assert_eq!(with(&|rows| drop(rows.remove(0))), Tampering::Deleted { first: 1, last: 1 });
    let gap = |rows: &mut Vec<LogRow>| drop(rows.drain(at(middle)..=at(middle + 1)));
    assert_eq!(with(&gap), Tampering::Deleted { first: middle, last: middle + 1 });
    assert_eq!(with(&|rows| rows.truncate(at(last - 1))), Tampering::CutOff { first: last - 1, last });
    assert_eq!(with(&Vec::clear), Tampering::CutOff { first: 1, last });
    let renumbered = |rows: &mut Vec<LogRow>| {
        rows.remove(at(middle));
        rows[at(middle)..].iter_mut().for_each(|row| row.seq -= 1);
    };
    assert_eq!(with(&renumbered), Tampering::Changed(middle));
    let swapped = |rows: &mut Vec<LogRow>| {
        let (one, two) = (rows[at(middle)].look.clone(), rows[at(middle + 1)].look.clone());
        (rows[at(middle)].look, rows[at(middle + 1)].look) = (two, one);
    };
    // Two looks of one request may be alike but for whom they were at.
    if rows[at(middle)].look != rows[at(middle + 1)].look {
        assert_eq!(with(&swapped), Tampering::Changed(middle));
    }
    // Somebody without the key who writes a mac of another log's.
    let foreign = hibiki_domain::secret::TownSecret::parse(&"11".repeat(32)).unwrap().log_key("identity");
    let anew = |rows: &mut Vec<LogRow>| {
        let looks = rows.iter().map(|row| row.look.clone()).collect();
        *rows = hibiki_domain::access_log::append(&foreign, None, looks);
    };
    assert_eq!(with(&anew), Tampering::Changed(1));
    // Somebody with the key, who writes history anew: the anchor in the other database knows better.
    let key = town().secret.log_key("identity");
    let anew = |rows: &mut Vec<LogRow>| {
        let mut looks: Vec<_> = rows.iter().map(|row| row.look.clone()).collect();
        looks[at(middle)].why = "別の理由".to_owned();
        *rows = hibiki_domain::access_log::append(&key, None, looks);
    };
    assert_eq!(with(&anew), Tampering::Replaced(last));
}

#[test]
fn a_person_sees_their_own_looks_alone() {
    let mut clerk = staff(Role::Clerk);
    let rows = [row(), row()];
    import(&rows);
    let mut owner = actors::registered(&rows[0]);
    desk::open(&mut clerk.client, &rows[1]);
    assert!(!owner.client.get("/my/looks").expect(200).text().contains(&clerk.name));
    desk::open(&mut clerk.client, &rows[0]);
    assert!(owner.client.get("/my/looks").expect(200).text().contains(&clerk.name));
    for odd in [
        "before=",
        "before=x",
        "before=1e9",
        "before=99999999999999999999",
        "before=-1",
        "before=1&before=2",
        "before=%31",
    ] {
        let reply = owner.client.get(&format!("/my/looks?{odd}"));
        assert!([200, 400].contains(&reply.status), "{reply}");
    }
}
