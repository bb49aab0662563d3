//! Pictures of codes as a camera takes them: turned, from the side, bent, in a shadow, grainy, out of focus.

use crate::Picture;
use qrcodegen::QrCode;

/// How a sheet looks in a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Pixels a module, in the middle.
    pub(super) module: f64,
    /// By how many degrees the sheet is turned.
    pub(super) turned: f64,
    /// How much nearer its lower edge is: 0.2 is a fifth of the distance.
    pub(super) tilted: f64,
    /// How far its sides are bent down, of its height.
    pub(super) bent: f64,
    /// The shades of print and of paper.
    pub(super) shades: [f64; 2],
    /// How much darker the right side is: 0.5 is half as light.
    pub(super) shadow: f64,
    /// Grain: standard deviation.
    pub(super) grain: f64,
    /// Out of focus: standard deviation in pixels.
    pub(super) blur: f64,
}

/// A scan: nothing is wrong with it.
pub(super) const FLAT: Look = Look {
    module: 4.0,
    turned: 0.0,
    tilted: 0.0,
    bent: 0.0,
    shades: [30.0, 220.0],
    shadow: 0.0,
    grain: 0.0,
    blur: 0.0,
};

/// Modules between codes and around the sheet.
const MARGIN: i32 = 6;
/// A pixel is the mean of so many points in each direction.
const POINTS: u32 = 3;

/// Codes beside each other on a sheet.
struct Sheet<'a> {
    codes: &'a [QrCode],
    side: i32,
}

impl Sheet<'_> {
    fn width(&self) -> f64 {
        f64::from(MARGIN + self.codes.len() as i32 * (self.side + MARGIN))
    }

    fn height(&self) -> f64 {
        f64::from(self.side + 2 * MARGIN)
    }

    /// Whether there is print at a point, in modules from the middle of the sheet.
    fn is_dark(&self, x: f64, y: f64) -> bool {
        let x = (x + self.width() / 2.0).floor() as i32 - MARGIN;
        let y = (y + self.height() / 2.0).floor() as i32 - MARGIN;
        let code = self.codes.get((x / (self.side + MARGIN)) as usize);
        x >= 0 && code.is_some_and(|code| code.get_module(x % (self.side + MARGIN), y))
    }
}

/// A picture of codes. The same seed is the same grain.
pub(super) fn picture(codes: &[QrCode], look: Look, seed: u64) -> Picture {
    let sheet = Sheet { codes, side: codes.iter().map(QrCode::size).max().unwrap() };
    let (sine, cosine) = look.turned.to_radians().sin_cos();
    let reach = |along: f64, across: f64| (along * cosine.abs() + across * sine.abs()) * look.module * 1.25;
    let (width, height) =
        (reach(sheet.width(), sheet.height()) as u32, reach(sheet.height(), sheet.width()) as u32);
    let half = sheet.width() / 2.0;
    let is_dark = |x: f64, y: f64| {
        let (x, y) =
            ((x - f64::from(width) / 2.0) / look.module, (y - f64::from(height) / 2.0) / look.module);
        let (x, y) = (cosine * x + sine * y, cosine * y - sine * x);
        let near = 1.0 / (1.0 - look.tilted * y / sheet.height());
        let (x, y) = (x * near, y * near);
        let bend = look.bent * (x / half).powi(2);
        sheet.is_dark(x * (1.0 + bend / 2.0), y + bend * sheet.height())
    };
    let points = f64::from(POINTS);
    let mut shades = Vec::new();
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (f64::from(y), f64::from(x)))) {
        let within = (0..POINTS * POINTS).filter(|point| {
            let [right, down] = [point % POINTS, point / POINTS].map(|step| (f64::from(step) + 0.5) / points);
            is_dark(x + right, y + down)
        });
        let [dark, light] = look.shades;
        let shade = light - (light - dark) * within.count() as f64 / (points * points);
        shades.push(shade * (1.0 - look.shadow * x / f64::from(width)));
    }
    if look.blur > 0.0 {
        shades = blurred(&shades, width as usize, look.blur);
    }
    let mut dice = Dice(seed | 1);
    let luma =
        shades.iter().map(|shade| (shade + look.grain * dice.normal()).clamp(0.0, 255.0) as u8).collect();
    Picture::from_luma(luma, width as usize).unwrap()
}

fn blurred(shades: &[f64], width: usize, deviation: f64) -> Vec<f64> {
    let reach = (deviation * 3.0).ceil() as i64;
    let weights: Vec<f64> =
        (-reach..=reach).map(|at| (-(at * at) as f64 / (2.0 * deviation * deviation)).exp()).collect();
    let all: f64 = weights.iter().sum();
    let height = shades.len() / width;
    let along = |shades: &[f64], step: (i64, i64)| -> Vec<f64> {
        let at = |x: i64, y: i64| {
            shades[y.clamp(0, height as i64 - 1) as usize * width + x.clamp(0, width as i64 - 1) as usize]
        };
        let place = |index: usize| ((index % width) as i64, (index / width) as i64);
        let mean = |(x, y): (i64, i64)| {
            let parts =
                (-reach..=reach).zip(&weights).map(|(d, weight)| at(x + d * step.0, y + d * step.1) * weight);
            parts.sum::<f64>() / all
        };
        (0..shades.len()).map(|index| mean(place(index))).collect()
    };
    along(&along(shades, (1, 0)), (0, 1))
}

/// Dice that fall the same way each time (xorshift).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}
