//! What codes look like.

use super::scene::{FLAT, Look, picture};
use super::{bytes, code, slip};
use crate::Effort;

/// A version, how many bytes a slip puts into it at level M (nearly all that fit), and a size at which phones see it.
const SIZES: [(u8, usize); 5] = [(4, 60), (10, 210), (20, 660), (25, 990), (30, 1370)];

fn is_read(look: Look, effort: Effort, sizes: &[(u8, usize)]) {
    let unread = |&&(version, size): &&(u8, usize)| {
        let content = slip(size);
        bytes(&picture(&[code(version, &content)], look, u64::from(version)), effort) != [content]
    };
    let unread: Vec<_> = sizes.iter().filter(unread).collect();
    assert!(unread.is_empty(), "versions and bytes {unread:?} of {look:?}");
}

#[test]
fn codes_of_every_size_are_read_at_a_glance() {
    is_read(FLAT, Effort::Quick, &SIZES);
    is_read(Look { module: 2.5, ..FLAT }, Effort::Quick, &SIZES);
    is_read(FLAT, Effort::Quick, &[(1, 14), (2, 26), (40, 2331)]);
}

#[test]
fn a_sheet_may_lie_in_any_direction() {
    for turned in [7.0, 45.0, 90.0, 137.0, 180.0, 251.0] {
        is_read(Look { turned, ..FLAT }, Effort::Quick, &SIZES[1..4]);
    }
}

#[test]
fn a_sheet_may_be_seen_from_the_side() {
    for tilted in [0.1, 0.2] {
        is_read(Look { tilted, ..FLAT }, Effort::Quick, &SIZES);
    }
}

#[test]
fn a_sheet_may_be_bent() {
    is_read(Look { bent: 0.02, ..FLAT }, Effort::Quick, &SIZES);
    is_read(Look { bent: 0.05, ..FLAT }, Effort::Quick, &SIZES[1..3]);
}

#[test]
fn faint_print_is_read() {
    is_read(Look { shades: [150.0, 190.0], grain: 2.0, ..FLAT }, Effort::Quick, &SIZES);
    is_read(Look { shades: [60.0, 85.0], grain: 1.0, ..FLAT }, Effort::Quick, &SIZES);
}

#[test]
fn half_a_sheet_may_be_in_the_shadow() {
    is_read(Look { shadow: 0.6, grain: 3.0, ..FLAT }, Effort::Quick, &SIZES);
}

#[test]
fn a_grainy_picture_is_read_when_there_is_time() {
    is_read(Look { grain: 20.0, ..FLAT }, Effort::Thorough, &SIZES);
}

#[test]
fn a_picture_may_be_a_little_out_of_focus() {
    is_read(Look { blur: 1.3, ..FLAT }, Effort::Quick, &SIZES);
}

#[test]
fn a_hand_that_holds_a_phone_is_enough() {
    let look = Look { turned: 8.0, tilted: 0.15, bent: 0.02, shadow: 0.3, grain: 6.0, blur: 0.8, ..FLAT };
    is_read(look, Effort::Quick, &SIZES);
}

#[test]
fn white_on_black_is_read_when_there_is_time() {
    is_read(Look { shades: [220.0, 30.0], ..FLAT }, Effort::Thorough, &SIZES);
}

#[test]
fn modules_may_be_as_large_as_one_likes() {
    is_read(Look { module: 30.0, ..FLAT }, Effort::Thorough, &[(2, 26)]);
}

#[test]
fn all_codes_of_a_sheet_are_read_in_one_picture() {
    let parts: Vec<Vec<u8>> =
        (0..4).map(|part| [b"911,20261121093000,4,", slip(640 + part).as_slice()].concat()).collect();
    let codes: Vec<_> = parts.iter().map(|part| code(20, part)).collect();
    for look in [FLAT, Look { turned: 12.0, tilted: 0.1, grain: 4.0, ..FLAT }] {
        let mut found = bytes(&picture(&codes, look, 1), Effort::Quick);
        found.sort_unstable_by_key(Vec::len);
        assert_eq!(found, parts);
    }
}

#[test]
fn two_codes_that_say_the_same_count_once() {
    let content = slip(200);
    let one = code(10, &content);
    assert_eq!(bytes(&picture(&[one.clone(), one], FLAT, 1), Effort::Thorough), [content]);
}

#[test]
fn how_light_a_picture_is_is_told_by_its_paper() {
    let one = code(10, &slip(200));
    let light = |shades| picture(std::slice::from_ref(&one), Look { shades, ..FLAT }, 1).light();
    assert_eq!(light([10.0, 230.0]), 230);
    assert_eq!(light([5.0, 40.0]), 40);
}
