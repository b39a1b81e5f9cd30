//! Where it is liked and where not: one tile for each of the 34 provincial units, bars for abroad and unknown.
//!
//! Tiles stand roughly where the places lie; no boundary is drawn.

use plotters::prelude::DrawingBackend;

use super::axis::{Scale, count, percent, points, share_ticks};
use super::canvas::{Box2, Canvas, Type};
use super::theme::{Ink, STEP_BOUNDS};
use super::{ChartError, Estimate, Lang};
use crate::comment::Region;

/// Below so many judged comments a region is drawn grey: its figure says nothing.
pub const THIN_SAMPLE: u64 = 20;

/// One place.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionTile {
    /// The one-character abbreviation of a provincial unit.
    pub tile: &'static str,
    /// The full name.
    pub name: String,
    /// Comments from there.
    pub n: u64,
    /// Of these judged.
    pub judged: u64,
    /// Net sentiment; `None` where nothing could be judged.
    pub net: Option<Estimate>,
}

impl RegionTile {
    /// Whether enough comments stand behind the figure to colour it.
    pub fn is_solid(&self) -> bool {
        self.judged >= THIN_SAMPLE && self.net.is_some()
    }
}

/// All places.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionMap {
    /// Language of labels.
    pub lang: Lang,
    /// The provincial units that occur; others are drawn empty.
    pub provinces: Vec<RegionTile>,
    /// Comments from abroad, and their share of all.
    pub abroad: (u64, f64),
    /// Comments from nobody knows where, and their share of all.
    pub unknown: (u64, f64),
}

/// Row, column and abbreviation of every tile.
const GRID: [(u8, u8, &str); 34] = [
    (0, 6, "黑"),
    (1, 4, "蒙"),
    (1, 5, "辽"),
    (1, 6, "吉"),
    (2, 0, "新"),
    (2, 3, "宁"),
    (2, 4, "晋"),
    (2, 5, "冀"),
    (2, 6, "京"),
    (3, 1, "青"),
    (3, 2, "甘"),
    (3, 3, "陕"),
    (3, 4, "豫"),
    (3, 5, "鲁"),
    (3, 6, "津"),
    (4, 1, "藏"),
    (4, 2, "川"),
    (4, 3, "渝"),
    (4, 4, "鄂"),
    (4, 5, "皖"),
    (4, 6, "苏"),
    (5, 1, "滇"),
    (5, 2, "黔"),
    (5, 3, "湘"),
    (5, 4, "赣"),
    (5, 5, "浙"),
    (5, 6, "沪"),
    (6, 3, "桂"),
    (6, 4, "粤"),
    (6, 5, "闽"),
    (6, 6, "台"),
    (7, 3, "琼"),
    (7, 4, "澳"),
    (7, 5, "港"),
];

const TOP: f64 = 52.0;
const COLUMNS: f64 = 7.0;
const ROWS: f64 = 8.0;
const LEGEND: f64 = 68.0;
/// Rows of the list beside the map.
const LISTED: usize = 14;
const LIST_ROW: f64 = 30.0;

impl RegionMap {
    fn tile_size(width: f64) -> f64 {
        if is_wide(width) { 62.0 } else { ((width + 3.0) / COLUMNS).min(62.0) }
    }

    fn listed(&self) -> Vec<&RegionTile> {
        self.provinces.iter().filter(|place| place.is_solid()).take(LISTED).collect()
    }

    fn list_height(&self) -> f64 {
        if self.listed().is_empty() { 0.0 } else { self.listed().len() as f64 * LIST_ROW + 78.0 }
    }

    pub(super) fn height(&self, width: f64) -> f64 {
        let map = TOP + Self::tile_size(width) * ROWS + LEGEND;
        if is_wide(width) { map.max(self.list_height()) } else { map + self.list_height() + 16.0 }
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), ChartError> {
        let lang = self.lang;
        let size = Self::tile_size(canvas.width);
        let title = lang.pick("各地净情绪（百分点）", "Net sentiment by region (points)");
        canvas.text(0.0, 14.0, title, Type::VALUE.bold())?;
        let note = lang.pick(
            "每格：简称、净情绪、评论数；灰色：不足 20 条，不下结论",
            "tile: place, net, comments; grey: under 20, no conclusion",
        );
        canvas.text_within(
            0.0,
            35.0,
            if is_wide(canvas.width) { size * COLUMNS } else { canvas.width },
            note,
            Type::LABEL,
        )?;
        for (row, column, tile) in GRID {
            let place = Box2::new(f64::from(column) * size, TOP + f64::from(row) * size, size - 3.0, size - 3.0);
            self.draw_tile(canvas, place, tile)?;
        }
        self.draw_rest(canvas, size)?;
        draw_legend(canvas, TOP + size * ROWS + 14.0, size * COLUMNS, lang)?;
        let list_top = if is_wide(canvas.width) { 0.0 } else { TOP + size * ROWS + LEGEND + 16.0 };
        let list_left = if is_wide(canvas.width) { size * COLUMNS + 36.0 } else { 0.0 };
        self.draw_list(canvas, list_left, list_top)
    }

    fn draw_tile<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        area: Box2,
        tile: &'static str,
    ) -> Result<(), ChartError> {
        let place = self.provinces.iter().find(|place| place.tile == tile);
        let label = label(tile, self.lang);
        let solid = place.filter(|place| place.is_solid()).and_then(|place| place.net);
        let (ground, ink) = match solid {
            Some(net) => (Ink::Step(Ink::step(net.value)), Ink::OnStep(Ink::step(net.value))),
            None => (Ink::Quiet, Ink::Muted),
        };
        let centre = area.x + area.w / 2.0;
        let small = (area.w * 0.2).clamp(9.5, 11.5);
        canvas.round_rect(area, 5.0, ground)?;
        let name_y = area.y + area.h * if solid.is_some() { 0.27 } else { 0.38 };
        canvas.text(centre, name_y, label, Type::VALUE.centre().ink(ink).size((area.w * 0.27).min(16.0)))?;
        if let Some(net) = solid {
            canvas.text(centre, area.y + area.h * 0.55, &points(net.value), Type::VALUE.centre().ink(ink).bold())?;
        }
        let n = place.map_or(0, |place| place.n);
        if n > 0 {
            canvas.text(
                centre,
                area.y + area.h * 0.81,
                &count(n, self.lang),
                Type::LABEL.centre().ink(ink).size(small),
            )?;
        }
        match place {
            Some(place) => canvas.tooltip(area, &describe(place, self.lang)),
            None => canvas.tooltip(area, &format!("{label}: {}", self.lang.pick("没有评论", "no comments"))),
        }
    }

    /// Abroad and unknown as two bars in the free corner.
    fn draw_rest<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, size: f64) -> Result<(), ChartError> {
        let width = size * 3.6;
        let rows = [(self.lang.pick("海外", "abroad"), self.abroad), (self.lang.pick("未知", "unknown"), self.unknown)];
        for (index, (name, (n, share))) in rows.into_iter().enumerate() {
            let y = TOP + 10.0 + index as f64 * 44.0;
            canvas.text(0.0, y, name, Type::LABEL.ink(Ink::Text))?;
            let figure = format!("{} · {}", count(n, self.lang), percent(share));
            canvas.text(width, y, &figure, Type::LABEL.right())?;
            canvas.round_rect(Box2::new(0.0, y + 11.0, width, 9.0), 4.5, Ink::Quiet)?;
            canvas.round_rect(Box2::new(0.0, y + 11.0, width * share, 9.0), 4.5, Ink::Neutral)?;
        }
        Ok(())
    }

    /// The places with enough comments, most comments first, each with its interval.
    fn draw_list<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, left: f64, top: f64) -> Result<(), ChartError> {
        let listed = self.listed();
        let lang = self.lang;
        if listed.is_empty() {
            let words = lang.pick(
                "没有一个地区有 20 条可判断的评论，不作比较",
                "No region has 20 judged comments: nothing to compare",
            );
            return if is_wide(canvas.width) { canvas.text(left, top + 14.0, words, Type::LABEL) } else { Ok(()) };
        }
        let title = lang.pick("评论最多的地区：净情绪与 95% 区间", "Regions with most comments: net and 95 % interval");
        canvas.text_within(left, top + 14.0, canvas.width - left, title, Type::VALUE.bold())?;
        let name_width = listed.iter().map(|place| canvas.measure(&place.name, 13.5)).fold(0.0, f64::max) + 12.0;
        let plot = Box2::new(
            left + name_width,
            top + 34.0,
            canvas.width - left - name_width - 62.0,
            listed.len() as f64 * LIST_ROW,
        );
        let nets = || listed.iter().filter_map(|place| place.net);
        let low = (nets().map(|net| net.low).fold(-0.1, f64::min) * 10.0 - 1e-9).floor() / 10.0;
        let high = (nets().map(|net| net.high).fold(0.1, f64::max) * 10.0 + 1e-9).ceil() / 10.0;
        let scale = Scale::new((low, high), (plot.x, plot.right()));
        for tick in share_ticks(low, high) {
            let x = scale.place(tick);
            let ink = if tick.abs() < 1e-9 { Ink::Muted } else { Ink::Grid };
            canvas.line(&[(x, plot.y), (x, plot.bottom())], ink, 1.0)?;
            canvas.text(x, plot.bottom() + 14.0, &points(tick), Type::LABEL.centre())?;
        }
        for (index, place) in listed.into_iter().enumerate() {
            let y = plot.y + (index as f64 + 0.5) * LIST_ROW;
            canvas.text(left, y, &place.name, Type::VALUE)?;
            canvas.text(canvas.width, y, &count(place.n, lang), Type::LABEL.right())?;
            if let Some(net) = place.net {
                canvas.whisker(y, net, |value| scale.place(value))?;
                let ink = if net.low > 0.0 {
                    Ink::Positive
                } else if net.high < 0.0 {
                    Ink::Negative
                } else {
                    Ink::Band
                };
                canvas.dot(scale.place(net.value), y, 4.5, ink)?;
            }
        }
        Ok(())
    }
}

/// What stands on a tile: the abbreviation, in English the letters of ISO 3166-2.
fn label(tile: &'static str, lang: Lang) -> &'static str {
    let region = Region::all().iter().find(|region| region.tile == tile);
    match lang {
        Lang::Zh => tile,
        Lang::En => region.and_then(|region| region.code.strip_prefix("CN-")).unwrap_or(tile),
    }
}

fn is_wide(width: f64) -> bool {
    width >= 760.0
}

/// Everything about a place in a line.
fn describe(place: &RegionTile, lang: Lang) -> String {
    let n = count(place.n, lang);
    let Some(net) = place.net else {
        return format!("{}: {n} {}", place.name, lang.pick("条，无法判断", "comments, none to judge"));
    };
    let interval = format!("{} ({}…{})", points(net.value), points(net.low), points(net.high));
    let thin = if place.is_solid() { "" } else { lang.pick("；样本太少", "; too few") };
    match lang {
        Lang::Zh => format!("{}：{n} 条，净情绪 {interval}{thin}", place.name),
        Lang::En => format!("{}: {n} comments, net {interval}{thin}", place.name),
    }
}

/// Nine steps from negative to positive.
fn draw_legend<DB: DrawingBackend>(canvas: &Canvas<DB>, y: f64, width: f64, lang: Lang) -> Result<(), ChartError> {
    let step = width / 9.0;
    for index in 0..9_i8 {
        canvas.rect(Box2::new(f64::from(index) * step, y, step - 1.0, 10.0), Ink::Step(index - 4))?;
    }
    for (index, bound) in STEP_BOUNDS.iter().enumerate() {
        let offset = index as f64 + 0.5;
        canvas.text((4.5 - offset) * step, y + 22.0, &points(-bound), Type::LABEL.centre().size(11.0))?;
        canvas.text((4.5 + offset) * step, y + 22.0, &points(*bound), Type::LABEL.centre().size(11.0))?;
    }
    canvas.text(0.0, y + 38.0, lang.pick("偏负面", "negative"), Type::LABEL.size(11.0))?;
    canvas.text(width, y + 38.0, lang.pick("偏正面", "positive"), Type::LABEL.right().size(11.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::RegionGroup;

    #[test]
    fn every_provincial_unit_has_its_own_cell() {
        let tiles: Vec<_> = Region::all()
            .iter()
            .filter(|region| region.group == RegionGroup::Province)
            .map(|region| region.tile)
            .collect();
        for tile in &tiles {
            assert_eq!(GRID.iter().filter(|(.., name)| name == tile).count(), 1, "{tile}");
        }
        let cells: std::collections::HashSet<_> = GRID.iter().map(|(row, column, _)| (row, column)).collect();
        assert_eq!(cells.len(), tiles.len());
    }
}
