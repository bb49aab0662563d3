//! What of a picture is dark.
//!
//! A photograph has a shadow on one side and light on the other, so that no one shade divides it: a pixel is dark when
//! it is darker than what is around it. Means over squares are four look-ups in a table of sums (Bradley and Roth,
//! "Adaptive thresholding using the integral image", 2007).

use crate::Picture;
use rxing::common::BitMatrix;

/// What counts as dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Darker {
    /// The square around a pixel reaches as far as the picture's longer side divided by this.
    pub(crate) reach: usize,
    /// Dark is what has less than so many hundredths of the mean there.
    pub(crate) percent: u64,
}

/// The square reaches over some modules even in a small picture.
const LEAST_REACH: usize = 20;

/// The dark pixels of a picture.
pub(crate) fn dark(picture: &Picture, darker: Darker) -> Option<BitMatrix> {
    let (width, height) = (picture.width(), picture.height());
    let mut bits = BitMatrix::new(u32::try_from(width).ok()?, u32::try_from(height).ok()?).ok()?;
    let sums = Sums::of(picture);
    let reach = (width.max(height) / darker.reach).max(LEAST_REACH);
    for (y, row) in (0_u32..).zip(picture.rows()) {
        let line = sums.line(y as usize, reach);
        for (x, pixel) in (0_u32..).zip(row) {
            let (sum, count) = line.around(x as usize, reach);
            if u64::from(*pixel) * count * 100 < u64::from(sum) * darker.percent {
                bits.set(x, y);
            }
        }
    }
    Some(bits)
}

/// Of each pixel the sum of all that are above it and left of it. Sums may wrap around: the difference that a square
/// needs does not, as long as the square alone fits (16 million pixels).
struct Sums {
    table: Vec<u32>,
    width: usize,
    height: usize,
}

/// The sums above and below a row's squares.
struct Line<'a> {
    above: &'a [u32],
    below: &'a [u32],
    rows: usize,
}

impl Sums {
    fn of(picture: &Picture) -> Self {
        let stride = picture.width() + 1;
        let mut table = vec![0_u32; stride];
        table.reserve_exact(stride * picture.height());
        for row in picture.rows() {
            let above = table.len() - stride;
            let mut left = 0_u32;
            table.push(0);
            for (x, pixel) in row.iter().enumerate() {
                left = left.wrapping_add(u32::from(*pixel));
                table.push(table[above + x + 1].wrapping_add(left));
            }
        }
        Self { table, width: picture.width(), height: picture.height() }
    }

    fn line(&self, y: usize, reach: usize) -> Line<'_> {
        let (from, to) = (y.saturating_sub(reach), (y + reach + 1).min(self.height));
        let row = |y: usize| &self.table[y * (self.width + 1)..(y + 1) * (self.width + 1)];
        Line { above: row(from), below: row(to), rows: to - from }
    }
}

impl Line<'_> {
    /// The sum of a square and how many pixels it has.
    fn around(&self, x: usize, reach: usize) -> (u32, u64) {
        let (from, to) = (x.saturating_sub(reach), (x + reach + 1).min(self.above.len() - 1));
        let of = |row: &[u32]| row[to].wrapping_sub(row[from]);
        (of(self.below).wrapping_sub(of(self.above)), ((to - from) * self.rows) as u64)
    }
}
