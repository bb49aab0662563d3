//! A chart of measurements as SVG. The table that says the same in words is the page's.
//!
//! Like the growth chart it has no colours and no sizes beyond its `viewBox`: a style sheet gives them by class. The two
//! lines of blood pressure differ in their marks and dashes, not in colour alone.

use super::{Measure, Point};
use crate::health::checkup::Number;
use crate::health::drawing::{Tenths, escaped, scaled};
use crate::time::Day;
use std::fmt::Write as _;

/// Which days a chart shows; its last one is today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// 30 days, a tick for every fifth.
    Month,
    /// 365 days, a tick at the beginning of each month.
    Year,
}

impl Span {
    /// Its first and its last day.
    #[must_use]
    pub fn days(self, today: Day) -> (Day, Day) {
        (today.plus_days(1 - self.count()), today)
    }

    /// How many days it has.
    pub const fn count(self) -> i32 {
        match self {
            Self::Month => 30,
            Self::Year => 365,
        }
    }

    fn ticks(self, (from, to): (Day, Day)) -> Vec<(Day, String)> {
        let days = (0..self.count()).map(|number| from.plus_days(number));
        match self {
            Self::Month => {
                let back = |day: &Day| (day.starts_at().0 - to.starts_at().0) / 86_400 % 5 == 0;
                let label = |day: Day| format!("{}/{}", day.parts().1, day.parts().2);
                days.filter(back).map(|day| (day, label(day))).collect()
            }
            Self::Year => {
                days.filter(|day| day.parts().2 == 1).map(|day| (day, day.parts().1.to_string())).collect()
            }
        }
    }
}

/// The words of a chart, as plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words<'a> {
    /// The chart's name, for those who do not see it.
    pub title: &'a str,
    /// What it shows.
    pub description: &'a str,
    /// Beneath the axis of days.
    pub days: &'a str,
    /// At the head of the other axis.
    pub unit: &'a str,
    /// The names of the lines, for a legend; only pressure has two.
    pub lines: [&'a str; 2],
}

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Chart<'a> {
    /// What was measured.
    pub measure: Measure,
    /// Which days.
    pub span: Span,
    /// The last of them.
    pub today: Day,
    /// The earliest first; what lies outside of the days is not drawn.
    pub points: &'a [Point],
}

/// With more points than these a line has no marks: they would cover it.
pub const MOST_MARKS: usize = 60;

const WIDTH: u32 = 360;
const HEIGHT: u32 = 260;
const LEFT: u32 = 42;
const RIGHT: u32 = 330;
const BOTTOM: u32 = 224;

/// Where moments and values lie, in tenths of the drawing's units.
struct Plane {
    from: i64,
    secs: i64,
    least: i64,
    most: i64,
    step: i64,
    top: u32,
}

impl Plane {
    fn x(&self, at: i64) -> u32 {
        LEFT * 10 + scaled(whole(at - self.from), (RIGHT - LEFT) * 10, whole(self.secs))
    }

    fn y(&self, value: i64) -> u32 {
        let height = (BOTTOM - self.top) * 10;
        BOTTOM * 10 - scaled(whole(value - self.least), height, whole(self.most - self.least)).min(height)
    }
}

fn whole(value: i64) -> u32 {
    u32::try_from(value.max(0)).unwrap_or(u32::MAX)
}

impl Chart<'_> {
    /// The drawing; None when there is nothing to draw. `id` begins the ids of its parts and must be unique in the page.
    ///
    /// Classes: `vitals-chart`, `vitals-grid`, `vitals-axis` for text, `vitals-threshold`, `vitals-line` and
    /// `vitals-mark` within `vitals-series` with `vitals-series-1` or `-2`.
    pub fn svg(&self, id: &str, words: &Words<'_>) -> Option<String> {
        let plane = self.plane()?;
        let number = self.measure.number()?;
        let mut out = String::with_capacity(4096 + self.points.len() * 24);
        let (id, title, description) = (escaped(id), escaped(words.title), escaped(words.description));
        // Writing into a String cannot fail.
        let _ = write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"vitals-chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             role=\"img\" aria-labelledby=\"{id}-title {id}-description\">\
             <title id=\"{id}-title\">{title}</title><desc id=\"{id}-description\">{description}</desc>"
        );
        self.grid(&plane, number, words, &mut out);
        for value in self.measure.thresholds() {
            let y = plane.y(*value);
            let _ = write!(
                out,
                "<path class=\"vitals-threshold\" d=\"M{LEFT} {}H{RIGHT}\"/><text class=\"vitals-axis\" x=\"{}\" \
                 y=\"{}\" font-size=\"11\">{value}</text>",
                Tenths(y),
                RIGHT + 4,
                Tenths(y + 40)
            );
        }
        for line in 0..self.measure.fields().len() {
            self.line(&plane, line, words, &mut out);
        }
        out.push_str("</svg>");
        Some(out)
    }

    fn shown(&self) -> impl Iterator<Item = &Point> {
        let (from, to) = self.span.days(self.today);
        let moments = from.starts_at()..to.ends_at();
        self.points.iter().filter(move |point| moments.contains(&point.at))
    }

    /// None without a value.
    fn plane(&self) -> Option<Plane> {
        let values = || self.shown().flat_map(|point| point.values).flatten();
        let (least, most) = (values().min()?, values().max()?);
        let least = self.measure.thresholds().iter().fold(least, |least, value| least.min(*value));
        let most = self.measure.thresholds().iter().fold(most, |most, value| most.max(*value));
        let steps: &[i64] = match self.measure {
            Measure::Weight => &[500, 1000, 2000, 5000, 10_000, 20_000, 50_000],
            Measure::Temperature => &[50, 100, 200, 500],
            Measure::Pressure | Measure::Pulse | Measure::Glucose => &[10, 20, 50, 100, 200, 500],
        };
        let fits = |step: &&i64| (most - least) / **step < 7;
        let step = *steps.iter().find(fits).or(steps.last())?;
        let from = least / step * step;
        let to = (most / step + 1) * step;
        let days = self.span.days(self.today);
        let begin = days.0.starts_at().0;
        Some(Plane {
            from: begin,
            secs: days.1.ends_at().0 - begin,
            // A little room beneath, so that a value on a line of the grid is not on the axis.
            least: if least == from { (from - step).max(0) } else { from },
            most: to,
            step,
            top: if self.measure.fields().len() > 1 { 52 } else { 30 },
        })
    }

    fn grid(&self, plane: &Plane, number: Number, words: &Words<'_>, out: &mut String) {
        let mut value = plane.least;
        while value <= plane.most {
            let y = plane.y(value);
            let _ = write!(
                out,
                "<path class=\"vitals-grid\" d=\"M{LEFT} {}H{RIGHT}\"/><text class=\"vitals-axis\" x=\"{}\" \
                 y=\"{}\" font-size=\"11\" text-anchor=\"end\">{}</text>",
                Tenths(y),
                LEFT - 4,
                Tenths(y + 40),
                number.text(value)
            );
            value += plane.step;
        }
        for (day, label) in self.span.ticks(self.span.days(self.today)) {
            let x = plane.x(day.starts_at().0);
            let _ = write!(
                out,
                "<path class=\"vitals-grid\" d=\"M{} {}V{BOTTOM}\"/><text class=\"vitals-axis\" x=\"{}\" y=\"{}\" \
                 font-size=\"11\" text-anchor=\"middle\">{label}</text>",
                Tenths(x),
                plane.top,
                Tenths(x),
                BOTTOM + 14
            );
        }
        let _ = write!(
            out,
            "<text class=\"vitals-axis\" x=\"{}\" y=\"{}\" font-size=\"12\" text-anchor=\"middle\">{}</text>\
             <text class=\"vitals-axis\" x=\"{LEFT}\" y=\"12\" font-size=\"12\" text-anchor=\"end\">{}</text>",
            u32::midpoint(LEFT, RIGHT),
            HEIGHT - 6,
            escaped(words.days),
            escaped(words.unit)
        );
    }

    fn line(&self, plane: &Plane, line: usize, words: &Words<'_>, out: &mut String) {
        let points: Vec<(u32, u32)> = self
            .shown()
            .filter_map(|point| Some((plane.x(point.at.0), plane.y(point.values.get(line).copied()??))))
            .collect();
        let _ = write!(out, "<g class=\"vitals-series vitals-series-{}\">", line + 1);
        if points.len() > 1 {
            out.push_str("<path class=\"vitals-line\" fill=\"none\" d=\"M");
            for (index, (x, y)) in points.iter().enumerate() {
                let between = if index == 0 { "" } else { "L" };
                let _ = write!(out, "{between}{} {}", Tenths(*x), Tenths(*y));
            }
            out.push_str("\"/>");
        }
        if points.len() <= MOST_MARKS {
            for (x, y) in &points {
                mark(line, *x, *y, out);
            }
        }
        if self.measure.fields().len() > 1 {
            let y = 18 + 16 * u32::try_from(line).unwrap_or(0);
            mark(line, (LEFT + 14) * 10, y * 10 - 40, out);
            let name = words.lines.get(line).copied().unwrap_or_default();
            let _ =
                write!(out, "<text x=\"{}\" y=\"{y}\" font-size=\"12\">{}</text>", LEFT + 24, escaped(name));
        }
        out.push_str("</g>");
    }
}

/// A disc for the first line, a square for the second.
fn mark(line: usize, x: u32, y: u32, out: &mut String) {
    let _ = if line == 0 {
        write!(out, "<circle class=\"vitals-mark\" cx=\"{}\" cy=\"{}\" r=\"3\"/>", Tenths(x), Tenths(y))
    } else {
        let corner = |at: u32| Tenths(at.saturating_sub(30));
        write!(out, "<path class=\"vitals-mark\" d=\"M{} {}h6v6h-6Z\"/>", corner(x), corner(y))
    };
}
