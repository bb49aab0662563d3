//! The code tables of the specification: appendix tables 1 to 4 and the remarks of the record layouts.

use super::field::Value;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $code:literal $variant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$about])* $variant,)*
        }

        impl Value for $name {
            fn read(text: &str) -> Option<Self> {
                match text {
                    $($code => Some(Self::$variant),)*
                    _ => None,
                }
            }

            fn write(&self) -> String {
                match self {
                    $(Self::$variant => $code,)*
                }
                .to_owned()
            }
        }
    )*};
}

codes! {
    /// 出力区分: who gives the notebook to whom.
    Direction {
        /// A medical institution or pharmacy gives it to the patient.
        "1" ToPatient,
        /// The patient gives it to a medical institution or pharmacy.
        "2" ToProvider,
    }

    /// レコード作成者: who made a record.
    Creator {
        /// 医療関係者.
        "1" Provider,
        /// 患者等.
        "2" Patient,
        /// その他.
        "8" Other,
        /// 不明.
        "9" Unknown,
    }

    /// 患者性別.
    Sex {
        /// 男.
        "1" Male,
        /// 女.
        "2" Female,
    }

    /// 患者特記種別: what a remark about the patient is.
    RemarkKind {
        /// アレルギー歴.
        "1" Allergy,
        /// 副作用歴.
        "2" AdverseReaction,
        /// 既往歴.
        "3" History,
        /// その他.
        "9" Other,
    }

    /// 点数表: which fee table an institution uses.
    FeeTable {
        /// 医科.
        "1" Medical,
        /// 歯科.
        "3" Dental,
        /// 調剤.
        "4" Pharmacy,
    }

    /// 薬品コード種別: of which kind a drug's code is.
    DrugCodeType {
        /// コードなし.
        "1" None,
        /// レセプト電算コード: nine digits.
        "2" Receipt,
        /// 厚労省コード (薬価基準収載医薬品コード): twelve characters.
        "3" Ministry,
        /// YJコード (個別医薬品コード): twelve characters.
        "4" Yj,
        /// HOTコード: nine or thirteen digits.
        "6" Hot,
    }

    /// 一般名コード種別.
    GenericCodeType {
        /// コードなし.
        "1" None,
        /// 一般名コード: twelve characters.
        "2" GenericName,
    }

    /// 成分コード種別, of over-the-counter medicines.
    IngredientCodeType {
        /// コードなし.
        "1" None,
        /// 成分名コード of the セルフメディケーションデータベースセンター.
        "2" SelfMedication,
    }

    /// 用法コード種別.
    UsageCodeType {
        /// コードなし.
        "1" None,
        /// JAMI用法コード.
        "2" Jami,
    }

    /// 剤形コード: how a medicine is taken, which decides what dose and quantity mean.
    DosageForm {
        /// 内服: dose by day, quantity in days.
        "1" Internal,
        /// 内滴: dose in all, quantity 1.
        "2" OralDrops,
        /// 屯服, when needed: dose by time, quantity in times.
        "3" AsNeeded,
        /// 注射: dose in all, quantity 1.
        "4" Injection,
        /// 外用: dose in all, quantity 1.
        "5" External,
        /// 浸煎: dose by day, quantity in days.
        "6" Infusion,
        /// 湯: dose by day, quantity in days.
        "7" Decoction,
        /// 材料: dose in all, quantity 1.
        "9" Material,
        /// その他: dose in all, quantity 1.
        "10" Other,
    }

    /// 提供情報種別: what a medical institution tells.
    InformationKind {
        /// 入院中に副作用が発現した薬剤.
        "30" AdverseReactionInHospital,
        /// 退院後の服薬の状況及び投薬上の工夫.
        "31" AfterDischarge,
        /// その他.
        "99" Other,
    }
}
