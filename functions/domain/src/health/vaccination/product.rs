//! What is injected or drunk, and against which disease.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$each])* $variant),* }

        impl $name {
            /// All of them, in the order of lists.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in the database and in forms.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// Reads the word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}
pub(super) use words;

words! {
    /// A disease against which children are vaccinated.
    Disease {
        /// B型肝炎
        HepatitisB = "hepatitis-b";
        /// ロタウイルス感染症
        Rotavirus = "rotavirus";
        /// ジフテリア
        Diphtheria = "diphtheria";
        /// 百日せき
        Pertussis = "pertussis";
        /// 破傷風
        Tetanus = "tetanus";
        /// ポリオ（急性灰白髄炎）
        Polio = "polio";
        /// ヒブ（Hib）感染症
        Hib = "hib";
        /// 小児の肺炎球菌感染症
        Pneumococcal = "pneumococcal";
        /// 結核
        Tuberculosis = "tuberculosis";
        /// 麻しん（はしか）
        Measles = "measles";
        /// 風しん
        Rubella = "rubella";
        /// 水痘（みずぼうそう）
        Varicella = "varicella";
        /// 日本脳炎
        JapaneseEncephalitis = "japanese-encephalitis";
        /// ヒトパピローマウイルス感染症
        Hpv = "hpv";
        /// おたふくかぜ（流行性耳下腺炎）
        Mumps = "mumps";
        /// インフルエンザ
        Influenza = "influenza";
        /// RSウイルス感染症
        Rsv = "rsv";
    }
}

words! {
    /// What was given. Trade names are not kept: the number of types or components decides.
    Product {
        /// B型肝炎ワクチン
        HepatitisB = "hepatitis-b";
        /// ロタウイルス 1価, two doses
        Rota1 = "rota-1";
        /// ロタウイルス 5価, three doses
        Rota5 = "rota-5";
        /// 五種混合 (DPT-IPV-Hib)
        DptIpvHib = "dpt-ipv-hib";
        /// 四種混合 (DPT-IPV), no longer sold since July 2025
        DptIpv = "dpt-ipv";
        /// 三種混合 (DPT)
        Dpt = "dpt";
        /// 不活化ポリオ
        Ipv = "ipv";
        /// ヒブ alone
        Hib = "hib";
        /// 小児用肺炎球菌 13価
        Pcv13 = "pcv13";
        /// 小児用肺炎球菌 15価
        Pcv15 = "pcv15";
        /// 小児用肺炎球菌 20価
        Pcv20 = "pcv20";
        /// BCG
        Bcg = "bcg";
        /// 麻しん風しん混合 (MR)
        MeaslesRubella = "mr";
        /// 麻しん alone
        Measles = "measles";
        /// 風しん alone
        Rubella = "rubella";
        /// 麻しん・おたふくかぜ・風しん混合 (MMR), as given abroad
        MeaslesMumpsRubella = "mmr";
        /// 水痘
        Varicella = "varicella";
        /// 日本脳炎
        JapaneseEncephalitis = "japanese-encephalitis";
        /// 二種混合 (DT)
        DiphtheriaTetanus = "dt";
        /// HPV 2価
        Hpv2 = "hpv2";
        /// HPV 4価
        Hpv4 = "hpv4";
        /// HPV 9価
        Hpv9 = "hpv9";
        /// おたふくかぜ
        Mumps = "mumps";
        /// インフルエンザ
        Influenza = "influenza";
        /// RSウイルス母子免疫ワクチン, given to the mother before the birth
        RsvMaternal = "rsv-maternal";
    }
}

impl Product {
    /// What it protects against.
    pub const fn diseases(self) -> &'static [Disease] {
        use Disease as D;
        match self {
            Self::HepatitisB => &[D::HepatitisB],
            Self::Rota1 | Self::Rota5 => &[D::Rotavirus],
            Self::DptIpvHib => &[D::Diphtheria, D::Pertussis, D::Tetanus, D::Polio, D::Hib],
            Self::DptIpv => &[D::Diphtheria, D::Pertussis, D::Tetanus, D::Polio],
            Self::Dpt => &[D::Diphtheria, D::Pertussis, D::Tetanus],
            Self::Ipv => &[D::Polio],
            Self::Hib => &[D::Hib],
            Self::Pcv13 | Self::Pcv15 | Self::Pcv20 => &[D::Pneumococcal],
            Self::Bcg => &[D::Tuberculosis],
            Self::MeaslesRubella => &[D::Measles, D::Rubella],
            Self::Measles => &[D::Measles],
            Self::Rubella => &[D::Rubella],
            Self::MeaslesMumpsRubella => &[D::Measles, D::Mumps, D::Rubella],
            Self::Varicella => &[D::Varicella],
            Self::JapaneseEncephalitis => &[D::JapaneseEncephalitis],
            Self::DiphtheriaTetanus => &[D::Diphtheria, D::Tetanus],
            Self::Hpv2 | Self::Hpv4 | Self::Hpv9 => &[D::Hpv],
            Self::Mumps => &[D::Mumps],
            Self::Influenza => &[D::Influenza],
            Self::RsvMaternal => &[D::Rsv],
        }
    }

    /// 注射生ワクチン: 27 days or more must lie between two of them on different days. Rotavirus is drunk and not meant.
    pub const fn is_injected_live(self) -> bool {
        matches!(
            self,
            Self::Bcg
                | Self::MeaslesRubella
                | Self::Measles
                | Self::Rubella
                | Self::MeaslesMumpsRubella
                | Self::Varicella
                | Self::Mumps
        )
    }
}
