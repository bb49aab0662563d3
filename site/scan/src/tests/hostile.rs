//! Pictures that are none of a slip.

use super::scene::{Dice, FLAT, Look, picture};
use super::{bytes, code, slip};
use crate::{Effort, Picture, read, symbols};

#[test]
fn nothing_is_found_where_nothing_is() {
    for (width, height) in [(1, 1), (3, 2000), (2000, 3), (20, 20), (640, 480)] {
        for shade in [0, 128, 255] {
            let picture = Picture::from_luma(vec![shade; width * height], width).unwrap();
            assert!(symbols(&picture, Effort::Thorough).is_empty());
        }
    }
}

#[test]
fn noise_and_stripes_are_no_codes() {
    for seed in 1..6 {
        let mut dice = Dice(seed * 77 + 1);
        let noise =
            Picture::from_luma((0..400 * 300).map(|_| (dice.next() * 256.0) as u8).collect(), 400).unwrap();
        assert!(symbols(&noise, Effort::Thorough).is_empty());
        let period = 2 + seed as usize;
        let stripes =
            (0..400 * 300).map(|at| if (at % 400 / period).is_multiple_of(2) { 10 } else { 240 }).collect();
        assert!(symbols(&Picture::from_luma(stripes, 400).unwrap(), Effort::Thorough).is_empty());
    }
}

#[test]
fn corners_without_codes_end_in_nothing() {
    // A sheet full of what codes have in their corners, and no code.
    let corner = |x: usize, y: usize| {
        let (x, y) = (x % 11, y % 11);
        let ring = x.abs_diff(3).max(y.abs_diff(3));
        x < 7 && y < 7 && ring != 2
    };
    let luma = (0..330 * 330).map(|at| if corner(at % 330 / 3, at / 330 / 3) { 0 } else { 255 }).collect();
    assert!(symbols(&Picture::from_luma(luma, 330).unwrap(), Effort::Quick).is_empty());
}

#[test]
fn a_code_that_is_cut_off_or_crossed_out_does_no_harm() {
    let content = slip(640);
    let whole = picture(&[code(20, &content)], FLAT, 1);
    for keep in 1..20 {
        let rows: Vec<u8> = whole.rows().take(whole.height() * keep / 20).flatten().copied().collect();
        let cut = Picture::from_luma(rows, whole.width()).unwrap();
        let found = bytes(&cut, Effort::Thorough);
        assert!(found.is_empty() || found == [content.clone()], "{keep}/20");
    }
    let mut dice = Dice(5);
    for _ in 0..20 {
        // A pen, anywhere, as thick as it likes.
        let (at, thick) = (dice.next() * whole.width() as f64, dice.next() * 60.0);
        let pixels = whole.rows().enumerate().flat_map(|(y, row)| {
            row.iter().enumerate().map(move |(x, pixel)| {
                let there = (x as f64 + y as f64 * 0.3 - at).abs() < thick;
                if there { 20 } else { *pixel }
            })
        });
        let crossed = Picture::from_luma(pixels.collect(), whole.width()).unwrap();
        let found = bytes(&crossed, Effort::Thorough);
        assert!(found.is_empty() || found == [content.clone()]);
    }
}

#[test]
fn pixels_that_do_not_make_a_picture_are_no_picture() {
    for (rgba, width) in [(vec![], 0), (vec![], 5), (vec![0; 7], 1), (vec![0; 40], 3), (vec![0; 40], 0)] {
        assert_eq!(read(&rgba, width, true).count(), 0);
    }
    assert!(Picture::from_luma(vec![0; 20_000], 20_000).is_none());
}

#[test]
fn a_code_with_too_much_grain_is_not_read_in_part() {
    let look = Look { grain: 90.0, ..FLAT };
    let content = slip(640);
    for seed in 1..4 {
        let found = bytes(&picture(&[code(20, &content)], look, seed), Effort::Thorough);
        assert!(found.is_empty() || found == [content.clone()]);
    }
}
