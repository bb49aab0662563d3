//! A growth chart as SVG. The table that says the same in words is the page's.
//!
//! The drawing has no colours and no sizes of its own beyond its `viewBox`: a style sheet gives them by class. Children
//! are told apart by the shape of their marks and not by colour alone. All words come from the caller, so that a chart
//! can be in any language; everything that is placed into it is escaped.

use super::position::between;
use super::{Age, CurvePoint, Measure, Measured, Sex, curve};
use crate::health::drawing::{Tenths, escaped, scaled};
use std::fmt::Write as _;

/// Which ages a chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// 0 to 12 months, a tick for each.
    FirstYear,
    /// 0 to 36 months, a tick for every sixth.
    ThreeYears,
    /// 0 to 78 months, a tick for every twelfth.
    SixYears,
}

impl Span {
    const fn months(self) -> u32 {
        match self {
            Self::FirstYear => 12,
            Self::ThreeYears => 36,
            Self::SixYears => 78,
        }
    }

    const fn tick(self) -> u32 {
        match self {
            Self::FirstYear => 1,
            Self::ThreeYears => 6,
            Self::SixYears => 12,
        }
    }
}

/// The mark of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A disc.
    Disc,
    /// A square.
    Square,
    /// A square on its corner.
    Diamond,
    /// A triangle.
    Triangle,
}

/// One child's measurements, or one child's at the corrected age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series<'a> {
    /// What the legend says.
    pub name: &'a str,
    /// How its points are marked.
    pub shape: Shape,
    /// In order of age, each with the age at which it is drawn.
    pub points: &'a [(Age, Measured)],
}

/// The words of a chart, as plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words<'a> {
    /// The chart's name, for those who do not see it.
    pub title: &'a str,
    /// What it shows, and which survey's lines: see [`super::SURVEY`].
    pub description: &'a str,
    /// Beneath the axis of ages: months in [`Span::FirstYear`] and [`Span::ThreeYears`], years in [`Span::SixYears`].
    pub ages: &'a str,
    /// At the head of the other axis: kilograms or centimetres.
    pub unit: &'a str,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart<'a> {
    /// What was measured: measurements of something else are left out.
    pub measure: Measure,
    /// Whose lines are drawn.
    pub lines: Sex,
    /// Which ages.
    pub span: Span,
    /// The children, side by side.
    pub series: &'a [Series<'a>],
}

const WIDTH: u32 = 360;
const HEIGHT: u32 = 300;
const LEFT: u32 = 34;
const RIGHT: u32 = 334;
const BOTTOM: u32 = 264;
const LINE: u32 = 16;
/// Half the width of a mark.
const MARK: u32 = 4;

impl<'a> Chart<'a> {
    /// The drawing. `id` begins the ids of its parts and must be unique in the page: letters, digits and hyphens.
    ///
    /// Classes: `growth-chart`; `growth-band` with `growth-band-3-97`, `-10-90` and `-25-75`; `growth-median`;
    /// `growth-grid`; `growth-axis` for text; `growth-series` with `growth-series-1` and so on for a child's line and
    /// marks.
    pub fn svg(&self, id: &str, words: &Words<'_>) -> String {
        let plane = self.plane();
        let mut out = String::with_capacity(8192);
        let id = escaped(id);
        let (title, description) = (escaped(words.title), escaped(words.description));
        // Writing into a String cannot fail.
        let _ = write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"growth-chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             role=\"img\" aria-labelledby=\"{id}-title {id}-description\">\
             <title id=\"{id}-title\">{title}</title><desc id=\"{id}-description\">{description}</desc>"
        );
        plane.bands(&mut out);
        self.grid(&plane, words, &mut out);
        for (index, series) in self.series.iter().enumerate() {
            self.draw(series, index, &plane, &mut out);
        }
        out.push_str("</svg>");
        out
    }

    fn points(&self, series: &Series<'a>) -> impl Iterator<Item = (Age, Measured)> + 'a {
        let (wanted, end) = (self.measure, self.span.months() * 1000);
        let shown = move |(age, measured): &(Age, Measured)| {
            measured.measure() == wanted && age.milli_months() <= end
        };
        series.points.iter().copied().filter(shown)
    }

    fn plane(&self) -> Plane {
        let end = self.span.months() * 1000;
        let mut curve = curve(self.measure, self.lines);
        let at_end = between(&curve, end).map(|values| CurvePoint { milli_months: end, values });
        curve.retain(|point| point.milli_months < end);
        curve.extend(at_end);
        let highest_line = curve.last().map_or(0, |point| point.values[6]);
        // What is far above every line is drawn at the upper edge.
        let measured = self.series.iter().flat_map(|series| self.points(series));
        let measured = measured.map(|(_, point)| point.value().min(highest_line * 2));
        let values = curve.iter().flat_map(|point| point.values).chain(measured);
        let (least, most) =
            values.fold((u32::MAX, 0), |(low, high), value| (low.min(value), high.max(value)));
        // At most about a dozen lines, at round numbers.
        let steps = match self.measure {
            Measure::Weight => [1000, 2000, 5000, 20_000],
            Measure::Length | Measure::Head => [20, 50, 100, 500],
        };
        let step = steps.into_iter().find(|step| most.saturating_sub(least) / step <= 11).unwrap_or(steps[3]);
        let top = LINE * (1 + u32::try_from(self.series.len()).unwrap_or(0).min(4));
        let (from, to) = (least / step * step, most.div_ceil(step) * step);
        Plane { curve, end, from, to: to.max(from + step), step, top }
    }

    fn grid(&self, plane: &Plane, words: &Words<'_>, out: &mut String) {
        let (left, right) = (LEFT, RIGHT);
        let mut value = plane.from;
        while value <= plane.to {
            let y = Tenths(plane.y(value));
            let label = match self.measure {
                Measure::Weight => value / 1000,
                Measure::Length | Measure::Head => value / 10,
            };
            let baseline = Tenths(plane.y(value) + 40);
            let _ = write!(
                out,
                "<path class=\"growth-grid\" d=\"M{left} {y}H{right}\"/><text class=\"growth-axis\" x=\"{}\" \
                 y=\"{baseline}\" font-size=\"11\" text-anchor=\"end\">{label}</text>",
                left - 4
            );
            value += plane.step;
        }
        let mut month = 0;
        while month <= self.span.months() {
            let x = Tenths(plane.x(month * 1000));
            let label = if self.span == Span::SixYears { month / 12 } else { month };
            let _ = write!(
                out,
                "<path class=\"growth-grid\" d=\"M{x} {}V{BOTTOM}\"/><text class=\"growth-axis\" x=\"{x}\" \
                 y=\"{}\" font-size=\"11\" text-anchor=\"middle\">{label}</text>",
                plane.top,
                BOTTOM + 14
            );
            month += self.span.tick();
        }
        let _ = write!(
            out,
            "<text class=\"growth-axis\" x=\"{}\" y=\"{}\" font-size=\"12\" text-anchor=\"middle\">{}</text>\
             <text class=\"growth-axis\" x=\"{left}\" y=\"12\" font-size=\"12\" text-anchor=\"end\">{}</text>",
            u32::midpoint(left, right),
            HEIGHT - 6,
            escaped(words.ages),
            escaped(words.unit)
        );
    }

    fn draw(&self, series: &Series<'a>, index: usize, plane: &Plane, out: &mut String) {
        let number = index + 1;
        let _ = write!(out, "<g class=\"growth-series growth-series-{number}\">");
        let points: Vec<(u32, u32)> =
            self.points(series).map(|(age, measured)| (age.milli_months(), measured.value())).collect();
        if points.len() > 1 {
            out.push_str("<path class=\"growth-line\" fill=\"none\" d=\"");
            plane.path(points.iter().copied(), out);
            out.push_str("\"/>");
        }
        for (age, value) in points {
            series.shape.draw(plane.x(age), plane.y(value), out);
        }
        let line = u32::try_from(number.min(4)).unwrap_or(4) * LINE;
        series.shape.draw((LEFT + 14) * 10, line * 10 - 80, out);
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\" font-size=\"12\">{}</text></g>",
            LEFT + 24,
            line - 4,
            escaped(series.name)
        );
    }
}

fn line_of(point: &CurvePoint, line: usize) -> u32 {
    point.values.get(line).copied().unwrap_or(0)
}

impl Shape {
    /// Around a point in tenths.
    fn draw(self, x: u32, y: u32, out: &mut String) {
        let half = MARK * 10;
        let _ = match self {
            Self::Disc => {
                write!(
                    out,
                    "<circle class=\"growth-mark\" cx=\"{}\" cy=\"{}\" r=\"{MARK}\"/>",
                    Tenths(x),
                    Tenths(y)
                )
            }
            Self::Square => write!(
                out,
                "<path class=\"growth-mark\" d=\"M{} {}h{side}v{side}h-{side}Z\"/>",
                Tenths(x.saturating_sub(half)),
                Tenths(y.saturating_sub(half)),
                side = MARK * 2
            ),
            Self::Diamond => write!(
                out,
                "<path class=\"growth-mark\" d=\"M{} {}l{r} {r}l-{r} {r}l-{r} -{r}Z\"/>",
                Tenths(x),
                Tenths(y.saturating_sub(half + 10)),
                r = MARK + 1
            ),
            Self::Triangle => write!(
                out,
                "<path class=\"growth-mark\" d=\"M{} {}l{r} {side}h-{side}Z\"/>",
                Tenths(x),
                Tenths(y.saturating_sub(half + 10)),
                r = MARK + 1,
                side = (MARK + 1) * 2
            ),
        };
    }
}

/// Where ages and values lie in the drawing.
struct Plane {
    curve: Vec<CurvePoint>,
    /// The last age, in thousandths of months.
    end: u32,
    from: u32,
    to: u32,
    step: u32,
    /// Beneath the legend.
    top: u32,
}

impl Plane {
    /// In tenths of the drawing's units.
    fn x(&self, milli_months: u32) -> u32 {
        LEFT * 10 + scaled(milli_months, (RIGHT - LEFT) * 10, self.end)
    }

    /// In tenths of the drawing's units.
    fn y(&self, value: u32) -> u32 {
        let height = (BOTTOM - self.top) * 10;
        BOTTOM * 10 - scaled(value.saturating_sub(self.from), height, self.to - self.from).min(height)
    }

    fn bands(&self, out: &mut String) {
        for (low, high, class) in [(0, 6, "3-97"), (1, 5, "10-90"), (2, 4, "25-75")] {
            let _ = write!(out, "<path class=\"growth-band growth-band-{class}\" d=\"");
            let corners = |line: usize| move |point: &CurvePoint| (point.milli_months, line_of(point, line));
            self.path(self.curve.iter().map(corners(high)), out);
            let _ = write!(out, "L");
            self.steps(self.curve.iter().rev().map(corners(low)), out);
            out.push_str("Z\"/>");
        }
        out.push_str("<path class=\"growth-median\" fill=\"none\" d=\"");
        self.path(self.curve.iter().map(|point| (point.milli_months, line_of(point, 3))), out);
        out.push_str("\"/>");
        if let Some(end) = self.curve.last() {
            for (line, percentile) in [(0, 3), (3, 50), (6, 97)] {
                let (x, y) = (self.x(end.milli_months), self.y(line_of(end, line)) + 40);
                let (x, y) = (Tenths(x + 30), Tenths(y));
                let _ = write!(
                    out,
                    "<text class=\"growth-axis\" x=\"{x}\" y=\"{y}\" font-size=\"11\">{percentile}</text>"
                );
            }
        }
    }

    fn path(&self, corners: impl Iterator<Item = (u32, u32)>, out: &mut String) {
        out.push('M');
        self.steps(corners, out);
    }

    fn steps(&self, corners: impl Iterator<Item = (u32, u32)>, out: &mut String) {
        for (index, (age, value)) in corners.enumerate() {
            let between = if index == 0 { "" } else { "L" };
            let _ = write!(out, "{between}{} {}", Tenths(self.x(age)), Tenths(self.y(value)));
        }
    }
}
