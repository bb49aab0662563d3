//! `cargo town import …`: the tables that the town's staff keep, taken over into `content/`.
//!
//! Every row is taken over whole or not at all, and everything that was changed, left out or must be decided by a
//! person is said by row. All files are written at the end, or none. A second run changes nothing.

mod columns;
mod rows;
mod table;
mod tidy;
mod write;

use crate::{
    clock,
    content::{self, Level, Library},
    trouble::{Result, Trouble},
    workshop::Workshop,
};
use clap::ValueEnum;
use columns::Sheet;
use std::{fmt, path::Path};

/// What a table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// 講座
    Courses,
    /// 公共施設
    Facilities,
    /// AED設置箇所
    Aed,
    /// イベント
    Events,
    /// 駐車場
    Parking,
}

/// What was noticed about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    /// The row, or a part of it, was left out.
    Dropped,
    /// Taken over, and a person must look at it.
    Decide,
    /// Taken over in the right form.
    Corrected,
}

/// A remark about a row. Row 0 is the whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Remark {
    row: usize,
    sort: Sort,
    text: String,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sort = match self.sort {
            Sort::Dropped => "取り込まず",
            Sort::Decide => "要確認",
            Sort::Corrected => "直しました",
        };
        match self.row {
            0 => write!(f, "全体　　［{sort}］{}", self.text),
            row => write!(f, "{row:>4}行目 ［{sort}］{}", self.text),
        }
    }
}

/// A file of `content/` that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Planned {
    /// From `content/` on.
    file: String,
    text: String,
    row: usize,
}

/// What an import would do.
#[derive(Debug, Default)]
struct Plan {
    read_as: String,
    rows: usize,
    new: Vec<Planned>,
    replaced: Vec<Planned>,
    unchanged: usize,
    remarks: Vec<Remark>,
}

/// What the operator chose.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wishes {
    /// Only say what would be done.
    pub(crate) dry_run: bool,
    /// Write over what is there and differs.
    pub(crate) replace: bool,
}

/// `cargo town import`.
pub(crate) fn import(workshop: &Workshop, kind: Kind, file: &Path, wishes: Wishes) -> Result<()> {
    let _alone = workshop.lock("content")?;
    let tables = table::read(file)?;
    let plan = plan(workshop.root(), kind, tables, wishes, clock::now().day())?;
    println!("{}を{}として読みました（{}行）。", file.display(), plan.read_as, plan.rows);
    for remark in &plan.remarks {
        println!("{remark}");
    }
    let dropped = plan.remarks.iter().filter(|remark| remark.sort == Sort::Dropped && remark.row > 0).count();
    if wishes.dry_run {
        println!("\n試しの実行です。何も書いていません。書くとしたら次のとおりです。");
        for planned in plan.new.iter().chain(&plan.replaced) {
            println!("  content/{}（{}行目）", planned.file, planned.row);
        }
    } else {
        write::all(workshop.root(), plan.new.iter().chain(&plan.replaced))?;
    }
    println!(
        "\n新しいファイル {}、書き換え {}、すでに同じもの {}、取り込まなかった所 {dropped}",
        plan.new.len(),
        plan.replaced.len(),
        plan.unchanged
    );
    let anything = !plan.new.is_empty() || !plan.replaced.is_empty();
    if anything && !wishes.dry_run {
        let library = Library::read(workshop.root())?;
        let errors = library.findings.iter().filter(|finding| finding.level == Level::Error).count();
        if errors > 0 {
            return content::check(workshop, false);
        }
        println!("内容を確かめてから、`cargo town check-content` と `cargo town build` を実行してください。");
    }
    Ok(())
}

/// Decides what would be written; writes nothing.
fn plan(
    root: &Path,
    kind: Kind,
    tables: table::Tables,
    wishes: Wishes,
    today: hibiki_domain::time::Day,
) -> Result<Plan> {
    let sheet = Sheet::find(kind, &tables.sheets)?;
    let mut plan = Plan { read_as: tables.read_as, rows: sheet.rows.len(), ..Plan::default() };
    if !sheet.name.is_empty() {
        plan.read_as = format!("{}（シート「{}」）", plan.read_as, sheet.name);
    }
    plan.remarks.extend(sheet.remarks.iter().map(|(sort, text)| Remark {
        row: 0,
        sort: *sort,
        text: text.clone(),
    }));
    if sheet.rows.is_empty() {
        return Err(Trouble::new("見出しの下に行がありません。何も取り込みませんでした。")
            .next("表を確かめて、もう一度書き出してください。"));
    }
    let library = Library::read(root)?;
    let town = rows::Town::new(root, &library, today);
    rows::read(kind, &sheet, &town, wishes, &mut plan)?;
    plan.remarks.sort_by_key(|remark| (remark.row, remark.sort));
    Ok(plan)
}

#[cfg(test)]
mod tests;
