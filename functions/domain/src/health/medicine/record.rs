//! The records of the specification: section 3.2.8, tables 3-10 to 3-32.
//!
//! A field is described as in the tables: its most bytes in Shift_JIS, and by whom it must be given.

use super::codes::{
    Creator, DosageForm, DrugCodeType, FeeTable, GenericCodeType, InformationKind, IngredientCodeType,
    RemarkKind, Sex, UsageCodeType,
};
use super::field::{Entry, Field};
use crate::time::Day;

/// Who must give a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Everybody.
    Always,
    /// A medical institution or pharmacy, not a patient.
    FromProvider,
    /// Nobody. The creator of a record is here too: the first versions are printed without it to this day.
    Nobody,
}

/// A field as the tables describe it.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) name: &'static str,
    pub(super) most_bytes: u16,
    pub(super) need: Need,
}

macro_rules! records {
    ($($(#[$doc:meta])* $number:literal $record:ident {
        $($(#[$about:meta])* $field:ident: $kind:ty, $bytes:literal, $need:ident;)*
    })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, Default)]
            pub struct $record {
                $($(#[$about])* pub $field: $kind,)*
            }

            impl $record {
                const LAYOUT: &'static [Layout] = &[
                    $(Layout { name: stringify!($field), most_bytes: $bytes, need: Need::$need },)*
                ];

                fn read(fields: &mut dyn FnMut() -> String) -> Self {
                    Self { $($field: Field::read(fields()),)* }
                }

                pub(super) fn fields(&self) -> Vec<&dyn Field> {
                    vec![$(&self.$field,)*]
                }
            }
        )*

        /// A record of a notebook.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(missing_docs)] // a variant is described at its struct
        pub enum Record {
            $($record(Box<$record>),)*
            /// A record of no known number, as it was written.
            Other(String),
        }

        impl Record {
            /// Its number in the specification.
            pub fn number(&self) -> Option<u16> {
                match self {
                    $(Self::$record(_) => Some($number),)*
                    Self::Other(_) => None,
                }
            }

            /// None for a number that is not known. `fields` gives one after the other, empty ones at the end.
            pub(super) fn read(number: u16, fields: &mut dyn FnMut() -> String) -> Option<Self> {
                match number {
                    $($number => Some(Self::$record(Box::new($record::read(fields)))),)*
                    _ => None,
                }
            }

            pub(super) fn fields(&self) -> Vec<&dyn Field> {
                match self {
                    $(Self::$record(record) => record.fields(),)*
                    Self::Other(_) => Vec::new(),
                }
            }
        }

        /// The fields of a record after its number; none for a number that is not known.
        pub(super) fn layout(number: u16) -> Option<&'static [Layout]> {
            match number {
                $($number => Some($record::LAYOUT),)*
                _ => None,
            }
        }
    };
}

records! {
    /// 患者情報, table 3-10.
    1 Patient {
        /// 氏名.
        name: String, 40, Always;
        /// 性別.
        sex: Entry<Sex>, 1, Always;
        /// 生年月日.
        birth: Entry<Day>, 8, Always;
        /// 郵便番号.
        postal_code: String, 8, Nobody;
        /// 住所.
        address: String, 800, Nobody;
        /// 電話番号.
        telephone: String, 13, Nobody;
        /// 緊急連絡先.
        emergency_contact: String, 800, Nobody;
        /// 血液型.
        blood_type: String, 20, Nobody;
        /// 体重, in kilograms with up to three decimals.
        weight: String, 7, Nobody;
        /// 氏名カナ.
        kana: String, 40, Nobody;
    }

    /// 患者特記, table 3-11.
    2 PatientRemark {
        /// What it is about.
        kind: Entry<RemarkKind>, 1, Always;
        /// 内容.
        text: String, 120, Always;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 要指導医薬品・一般用医薬品服用, table 3-12: a medicine bought over the counter.
    3 OtcMedicine {
        /// 薬品名称.
        name: String, 120, Always;
        /// 服用開始年月日.
        first: Entry<Day>, 8, Nobody;
        /// 服用終了年月日.
        last: Entry<Day>, 8, Nobody;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
        /// 通番, to which its ingredients refer; since version 2.5.
        sequence: Entry<u16>, 3, Nobody;
        /// JANコード; since version 2.5.
        jan: String, 13, Nobody;
    }

    /// 要指導医薬品・一般用医薬品成分, table 3-13; since version 2.5.
    31 OtcIngredient {
        /// 通番 of the medicine.
        sequence: Entry<u16>, 3, Always;
        /// 成分名.
        name: String, 256, Always;
        /// Of which kind the code is.
        code_type: Entry<IngredientCodeType>, 1, Always;
        /// 成分コード.
        code: String, 20, Nobody;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 手帳メモ, table 3-14.
    4 Memo {
        /// 内容.
        text: String, 400, Always;
        /// メモ入力年月日.
        date: Entry<Day>, 8, Nobody;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 調剤等年月日, table 3-15: begins what was handed out on one visit.
    5 DispensingDate {
        /// 年月日.
        date: Entry<Day>, 8, Always;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 調剤－医療機関等, table 3-16: who handed out.
    11 DispensingInstitution {
        /// 名称.
        name: String, 120, Always;
        /// 都道府県, `01` to `47`.
        prefecture: String, 2, FromProvider;
        /// 点数表.
        fee_table: Entry<FeeTable>, 1, FromProvider;
        /// 医療機関等コード, seven digits.
        code: String, 7, FromProvider;
        /// 郵便番号.
        postal_code: String, 8, Nobody;
        /// 住所.
        address: String, 800, Nobody;
        /// 電話番号.
        telephone: String, 13, Nobody;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 調剤－医師・薬剤師, table 3-17.
    15 DispensingStaff {
        /// 氏名.
        name: String, 40, Always;
        /// 連絡先.
        contact: String, 800, Nobody;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 処方－医療機関, table 3-18: who prescribed, when a pharmacy handed out.
    51 PrescribingInstitution {
        /// 名称.
        name: String, 120, Always;
        /// 都道府県, `01` to `47`.
        prefecture: String, 2, FromProvider;
        /// 点数表.
        fee_table: Entry<FeeTable>, 1, FromProvider;
        /// 医療機関コード, seven digits.
        code: String, 7, FromProvider;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 処方－医師, table 3-19: of all prescriptions up to the next such record.
    55 Prescriber {
        /// 氏名.
        name: String, 40, Always;
        /// 診療科名.
        department: String, 80, Nobody;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 薬品, table 3-20.
    201 Drug {
        /// RP番号.
        rp: Entry<u16>, 3, Always;
        /// 薬品名称.
        name: String, 120, Always;
        /// 用量, as written: by day, by time or in all, see [`DosageForm`].
        dose: String, 12, FromProvider;
        /// 単位名.
        unit: String, 12, FromProvider;
        /// Of which kind the code is.
        code_type: Entry<DrugCodeType>, 1, FromProvider;
        /// 薬品コード.
        code: String, 13, Nobody;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
        /// 一般名; since version 2.5.
        generic_name: String, 120, Nobody;
        /// Of which kind the generic name's code is; since version 2.5.
        generic_code_type: Entry<GenericCodeType>, 1, Nobody;
        /// 一般名コード; since version 2.5.
        generic_code: String, 12, Nobody;
    }

    /// 薬品補足, table 3-21: about the drug before it.
    281 DrugNote {
        /// RP番号.
        rp: Entry<u16>, 3, Always;
        /// 内容.
        text: String, 100, Always;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 薬品服用注意, table 3-22: about the drug before it.
    291 DrugCaution {
        /// RP番号.
        rp: Entry<u16>, 3, Always;
        /// 内容.
        text: String, 400, Always;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 用法, table 3-23: how the drugs of a prescription are taken. Its name may be missing for materials and others.
    301 Usage {
        /// RP番号.
        rp: Entry<u16>, 3, Always;
        /// 用法名称.
        name: String, 100, Nobody;
        /// 調剤数量: days, times or 1, see [`DosageForm`].
        quantity: Entry<u16>, 3, FromProvider;
        /// 調剤単位.
        unit: String, 100, FromProvider;
        /// 剤形.
        form: Entry<DosageForm>, 2, FromProvider;
        /// Of which kind the code is.
        code_type: Entry<UsageCodeType>, 1, FromProvider;
        /// 用法コード.
        code: String, 16, Nobody;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 用法補足, table 3-24.
    311 UsageNote {
        /// RP番号.
        rp: Entry<u16>, 3, Always;
        /// 内容.
        text: String, 100, Always;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 処方服用注意, table 3-25: about one prescription.
    391 RpCaution {
        /// RP番号.
        rp: Entry<u16>, 3, Always;
        /// 内容.
        text: String, 400, Always;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 服用注意, table 3-26: about everything of a visit.
    401 Caution {
        /// 内容.
        text: String, 400, Always;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 医療機関等提供情報, table 3-27.
    411 ProvidedInformation {
        /// 内容.
        text: String, 400, Always;
        /// What it is about.
        kind: Entry<InformationKind>, 2, Always;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 残薬確認, table 3-28; since version 2.4.
    421 Leftover {
        /// 内容.
        text: String, 400, Always;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 備考, table 3-29.
    501 Remark {
        /// 内容.
        text: String, 400, Always;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 患者等記入, table 3-30: what patients write themselves.
    601 PatientEntry {
        /// 内容.
        text: String, 400, Always;
        /// 入力年月日.
        date: Entry<Day>, 8, Nobody;
    }

    /// かかりつけ薬剤師, table 3-31. The table asks for a contact, the specification's own example has none.
    701 FamilyPharmacist {
        /// 氏名.
        name: String, 40, Always;
        /// 勤務先薬局名称.
        pharmacy: String, 120, Always;
        /// 連絡先.
        contact: String, 800, Always;
        /// 担当開始日.
        first: Entry<Day>, 8, Nobody;
        /// 担当終了日.
        last: Entry<Day>, 8, Nobody;
        /// Who made the record.
        creator: Entry<Creator>, 1, Nobody;
    }

    /// 分割制御, table 3-32: ends each part of a split notebook.
    911 SplitControl {
        /// データ固有ID: the same in all parts.
        data_id: String, 14, Always;
        /// 分割数.
        total: Entry<u16>, 3, Always;
        /// データ連番, from 1.
        sequence: Entry<u16>, 3, Always;
    }
}
