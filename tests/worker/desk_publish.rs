//! What the operator's program is given to publish, and what the desk says afterwards.

use hibiki_domain::role::Role;
use hibiki_tests::{
    actors,
    database::public,
    desk::new_key,
    http::{Ask, Client, operator},
    items::{Item, course, due, organizers, publication, published, sent},
    page,
    town::{today, unique},
};

/// Writes, sends and approves a course.
fn approved(organizer: &mut Client, title: &str) -> Item {
    let item = sent(organizer, title);
    item.act(&mut actors::staff(Role::Editor).client, "approve", "").leads_to(&item.path());
    item
}

fn stem() -> String {
    format!("2026-12-03-{}", unique("t").to_lowercase())
}

#[test]
fn what_was_approved_is_due_until_it_is_published_and_the_page_is_named() {
    let (mut organizer, _) = organizers();
    let item = approved(&mut organizer.client, "載せるもの");
    assert!(due().contains(&item.id));
    let (what, stem) = (publication(&item.id), stem());
    assert_eq!(what["fields"]["title"], "載せるもの");
    assert_eq!(what["author"], organizer.name.as_str());
    assert!(what["approved_by"].as_str().unwrap().ends_with("（試験課）"));
    assert!(what.to_string().find(organizer.id.as_str()).is_none(), "no person leaves the identity database");
    for _ in 0..2 {
        published(&what, &stem).expect(200);
    }
    assert!(!due().contains(&item.id));
    let page = organizer.client.get(&item.path()).expect(200).text();
    assert!(page.contains("公開済み") && page.contains(&format!("/courses/2026/{stem}/")), "{page}");
    let told = "SELECT COUNT(*) FROM desk_event WHERE item_id = ?1 AND what = 'published'";
    assert_eq!(public().number(told, [&item.id]), 1);
}

#[test]
fn an_item_for_a_later_day_waits_for_it() {
    let (mut organizer, _) = organizers();
    let item = Item::new(&mut organizer.client);
    let mut fields = course("先の話");
    fields.push(("publish_on".to_owned(), today().plus_days(3).to_string()));
    item.press(&mut organizer.client, "send", &fields, &new_key()).leads_to(&item.path());
    let item = Item::open(&mut organizer.client, &item.id);
    item.act(&mut actors::staff(Role::Editor).client, "approve", "").leads_to(&item.path());
    assert!(!due().contains(&item.id));
    public()
        .execute("UPDATE desk_item SET publish_on = ?1 WHERE item_id = ?2", (today().to_string(), &item.id));
    assert!(due().contains(&item.id));
}

#[test]
fn an_item_that_was_taken_back_while_it_was_written_is_not_called_published() {
    let (mut organizer, _) = organizers();
    let item = approved(&mut organizer.client, "取り合い");
    let what = publication(&item.id);
    Item::open(&mut organizer.client, &item.id)
        .act(&mut organizer.client, "take-back", "")
        .leads_to(&item.path());
    published(&what, &stem()).expect(200);
    let page = organizer.client.get(&item.path()).expect(200).text();
    assert!(page.contains("直している間も、前の内容が載っています"), "{page}");
    assert!(!due().contains(&item.id));
}

#[test]
fn a_name_that_another_item_has_is_refused() {
    let (mut organizer, _) = organizers();
    let (one, other) = (approved(&mut organizer.client, "一"), approved(&mut organizer.client, "二"));
    let stem = stem();
    published(&publication(&one.id), &stem).expect(200);
    published(&publication(&other.id), &stem).refuses(409, "publication");
    assert!(due().contains(&other.id));
    for bad in ["../x", "A", "", "x y"] {
        published(&publication(&other.id), bad).expect(400);
    }
}

#[test]
fn a_cancelled_course_is_what_was_published_with_the_reason_and_drafts_stay_in_the_history() {
    let (mut organizer, _) = organizers();
    let item = approved(&mut organizer.client, "中止するもの");
    let (first, stem) = (publication(&item.id), stem());
    published(&first, &stem).expect(200);
    let open = Item::open(&mut organizer.client, &item.id);
    open.press(&mut organizer.client, "save", &course("書きかけの訂正"), &new_key()).leads_to(&item.path());
    let open = Item::open(&mut organizer.client, &item.id);
    open.act(&mut organizer.client, "cancel", "").expect(422);
    open.act(&mut organizer.client, "cancel", "大雪のため").leads_to(&item.path());
    assert!(due().contains(&item.id), "nobody is asked");
    let what = publication(&item.id);
    assert_eq!(what["fields"]["title"], "中止するもの");
    assert_eq!(
        (&what["fields"]["status"], &what["fields"]["note"]),
        (&"cancelled".into(), &"大雪のため".into())
    );
    assert_eq!(what["stem"], stem.as_str());
    assert!(what["published_at"].is_i64());
    let history = organizer.client.get(&format!("{}/history", item.path())).expect(200);
    assert!(page::words(&history.text()).contains("中止にした 大雪のため"), "{history}");
    let sql = "SELECT COUNT(*) FROM desk_text WHERE item_id = ?1 AND fields LIKE '%書きかけの訂正%'";
    assert_eq!(public().number(sql, [&item.id]), 1);
}

#[test]
fn a_course_that_was_never_published_is_not_cancelled() {
    let (mut organizer, _) = organizers();
    let item = sent(&mut organizer.client, "まだ");
    item.act(&mut organizer.client, "cancel", "理由").expect(409);
}

#[test]
fn only_the_operators_key_reads_and_tells() {
    let (mut organizer, _) = organizers();
    let item = approved(&mut organizer.client, "鍵");
    for path in ["/ops/publications".to_owned(), format!("/ops/publications/{}", item.id)] {
        organizer.client.send(&Ask::get(&path).without_origin()).refuses(403, "not-permitted");
    }
    operator(&Ask::get("/ops/publications/x").without_origin()).expect(404);
    operator(&Ask::get(&format!("/ops/publications/{}/files/a.png/0", item.id)).without_origin()).expect(404);
}
