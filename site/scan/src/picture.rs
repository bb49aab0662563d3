//! A picture in shades of grey.

/// Luminance, row by row; 0 is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    luma: Vec<u8>,
    width: usize,
}

/// The weights of red, green and blue (ITU-R BT.601), of 256.
const WEIGHTS: [u32; 3] = [77, 150, 29];

/// No picture is larger than this on a side: coordinates are half as wide as a word in places.
const MOST_PIXELS: usize = 16_384;

impl Picture {
    /// From luminance. None when the rows do not come out even, or for nothing, or for more than anybody photographs.
    pub fn from_luma(luma: Vec<u8>, width: usize) -> Option<Self> {
        let height = luma.len().checked_div(width)?;
        let good = height > 0 && height * width == luma.len() && width.max(height) <= MOST_PIXELS;
        good.then_some(Self { luma, width })
    }

    /// From red, green, blue and opacity, which is not looked at.
    pub fn from_rgba(rgba: &[u8], width: u32) -> Option<Self> {
        let (pixels, []) = rgba.as_chunks::<4>() else { return None };
        let luma = pixels.iter().map(|[red, green, blue, _]| {
            let weighed =
                [red, green, blue].into_iter().zip(WEIGHTS).map(|(part, weight)| u32::from(*part) * weight);
            u8::try_from(weighed.sum::<u32>() >> 8).unwrap_or(u8::MAX)
        });
        Self::from_luma(luma.collect(), usize::try_from(width).ok()?)
    }

    /// Pixels in a row.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub const fn height(&self) -> usize {
        self.luma.len() / self.width
    }

    /// The rows from above.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.luma.chunks_exact(self.width)
    }

    /// How light the lightest tenth is at least. Paper is there in every picture of a code: when it is dark, the room is.
    pub fn light(&self) -> u8 {
        let mut counts = [0_usize; 256];
        for pixel in &self.luma {
            counts[usize::from(*pixel)] += 1;
        }
        let mut left = self.luma.len() / 10 + 1;
        let lightest = (0..=u8::MAX).rev().zip(counts.iter().rev()).find(|(_, count)| {
            let enough = **count >= left;
            left = left.saturating_sub(**count);
            enough
        });
        lightest.map_or(0, |(shade, _)| shade)
    }

    /// Black for white.
    #[must_use]
    pub fn inverted(&self) -> Self {
        Self { luma: self.luma.iter().map(|pixel| !pixel).collect(), width: self.width }
    }
}
