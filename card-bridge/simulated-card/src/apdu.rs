//! Reading command APDUs (ISO/IEC 7816-4, section 5).

/// A command APDU.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Command<'a> {
    pub(crate) cla: u8,
    pub(crate) ins: u8,
    pub(crate) p1: u8,
    pub(crate) p2: u8,
    pub(crate) data: &'a [u8],
    /// How many bytes the reader wants at most.
    pub(crate) le: Option<usize>,
}

impl<'a> Command<'a> {
    /// Reads all four cases, short and extended.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (&[cla, ins, p1, p2], body) = bytes.split_first_chunk::<4>()?;
        let (data, le): (&[u8], Option<usize>) = match body {
            [] => (&[], None),
            [le] => (&[], Some(short_le(*le))),
            [0, high, low] => (&[], Some(extended_le(*high, *low))),
            [0, high, low, rest @ ..] if rest.len() >= usize::from(u16::from_be_bytes([*high, *low])) => {
                let (data, le) = rest.split_at(usize::from(u16::from_be_bytes([*high, *low])));
                match le {
                    [] => (data, None),
                    [high, low] => (data, Some(extended_le(*high, *low))),
                    _ => return None,
                }
            }
            [lc, rest @ ..] => match rest.len().checked_sub(usize::from(*lc)) {
                Some(0) if *lc > 0 => (rest, None),
                Some(1) if *lc > 0 => (&rest[..rest.len() - 1], Some(short_le(rest[rest.len() - 1]))),
                _ => return None,
            },
        };
        Some(Self { cla, ins, p1, p2, data, le })
    }
}

fn short_le(le: u8) -> usize {
    if le == 0 { 256 } else { usize::from(le) }
}

fn extended_le(high: u8, low: u8) -> usize {
    match u16::from_be_bytes([high, low]) {
        0 => 65_536,
        le => usize::from(le),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(bytes: &[u8]) -> Option<(&[u8], Option<usize>)> {
        Command::parse(bytes).map(|command| (command.data, command.le))
    }

    #[test]
    fn the_four_cases_are_read_in_both_lengths() {
        assert_eq!(parts(&[0, 1, 2, 3]), Some((&[][..], None)));
        assert_eq!(parts(&[0, 1, 2, 3, 0]), Some((&[][..], Some(256))));
        assert_eq!(parts(&[0, 1, 2, 3, 2, 8, 9]), Some((&[8, 9][..], None)));
        assert_eq!(parts(&[0, 1, 2, 3, 2, 8, 9, 5]), Some((&[8, 9][..], Some(5))));
        assert_eq!(parts(&[0, 1, 2, 3, 0, 0, 0]), Some((&[][..], Some(65_536))));
        assert_eq!(parts(&[0, 1, 2, 3, 0, 0, 1, 9]), Some((&[9][..], None)));
        assert_eq!(parts(&[0, 1, 2, 3, 0, 0, 1, 9, 1, 0]), Some((&[9][..], Some(256))));
    }

    #[test]
    fn what_is_cut_or_too_long_is_refused() {
        for bad in
            [&[][..], &[0, 1, 2], &[0, 1, 2, 3, 4, 9], &[0, 1, 2, 3, 1, 9, 0, 0], &[0, 1, 2, 3, 0, 0, 2, 9]]
        {
            assert_eq!(parts(bad), None, "{bad:?}");
        }
    }
}
