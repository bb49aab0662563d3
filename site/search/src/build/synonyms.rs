//! Words that mean the same to those who ask: the town's own list.

use crate::{build::nfkc, fold::folded};

/// Groups of words; each finds what any other of its group finds.
#[derive(Debug, Clone, Default)]
pub struct Synonyms {
    groups: Vec<Vec<(String, String)>>,
}

/// What is wrong with a list of synonyms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SynonymsError {
    /// A group that brings nothing together.
    #[error("{0}番目の組に、ことばが1つしかありません。2つ以上書いてください")]
    Alone(usize),
    /// A word that would be found in everything.
    #[error("{0}番目の組の「{1}」は短すぎます。2文字以上のことばか、漢字にしてください")]
    Short(usize, String),
}

impl Synonyms {
    /// Checks the groups. Words that differ only in what folding makes one (ごみ, ゴミ) need not be listed twice.
    pub fn new(groups: Vec<Vec<String>>) -> Result<Self, SynonymsError> {
        let mut checked = Vec::new();
        for (place, group) in groups.into_iter().enumerate() {
            if group.len() < 2 {
                return Err(SynonymsError::Alone(place + 1));
            }
            let mut words = Vec::new();
            for word in group {
                let fold = folded(&nfkc(&word));
                if fold.chars().count() < 2 && fold.chars().all(|c| c < '\u{3400}') {
                    return Err(SynonymsError::Short(place + 1, word));
                }
                words.push((fold, word));
            }
            checked.push(words);
        }
        Ok(Self { groups: checked })
    }

    /// The words that a text does not have but means.
    pub fn meant(&self, text: &str) -> String {
        let fold = folded(&nfkc(text));
        let mut meant = String::new();
        for group in &self.groups {
            if group.iter().any(|(word, _)| fold.contains(word.as_str())) {
                for (_, word) in group.iter().filter(|(word, _)| !fold.contains(word.as_str())) {
                    meant.push_str(word);
                    meant.push('\n');
                }
            }
        }
        meant
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn synonyms(groups: &[&[&str]]) -> Result<Synonyms, SynonymsError> {
        Synonyms::new(
            groups.iter().map(|group| group.iter().map(|&word| word.to_owned()).collect()).collect(),
        )
    }

    #[test]
    fn a_word_brings_the_others_of_its_group() {
        let synonyms = synonyms(&[&["ごみ", "廃棄物"], &["子ども", "子供", "こども"]]).unwrap();
        assert_eq!(synonyms.meant("粗大ゴミの予約"), "廃棄物\n");
        assert_eq!(synonyms.meant("子どもの健診"), "子供\nこども\n");
        assert_eq!(synonyms.meant("税金"), "");
    }

    #[test]
    fn a_group_of_one_and_a_word_of_one_letter_are_refused() {
        assert!(synonyms(&[&["クマ", "熊"]]).is_ok());
        assert_eq!(synonyms(&[&["ごみ", "廃棄物"], &["税金"]]).unwrap_err(), SynonymsError::Alone(2));
        assert!(matches!(synonyms(&[&["ごみ", "あ"]]), Err(SynonymsError::Short(1, _))));
    }
}
