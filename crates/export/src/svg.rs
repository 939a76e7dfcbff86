//! The timeline as an SVG picture that needs nothing else: the same scene the page draws.

use quick_xml::Writer;
use quick_xml::events::BytesText;
use timeline::{
    Align, ArrowLine, Focus, Layout, Line, Paint, Pattern, Rect, Rgba, Scene, Shape, Sign, State,
    StateSet, Text, Theme, Timeline, Viewport, format,
};

use crate::pattern::{Stroke, strokes};

/// Fonts that some machine has, from the best to any.
const FONTS: &str = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', \
                     'Noto Sans', 'DejaVu Sans', sans-serif";
/// The side of a pattern's tile, in pixels.
pub(crate) const TILE: f64 = 8.0;
/// How much of a colour a faded shape keeps.
const DIM_OPACITY: &str = "0.18";

/// A document in memory, to which writing cannot fail.
type Out = Writer<Vec<u8>>;
/// An element's attributes. Values are escaped when they are written.
type Attributes<'a> = Vec<(&'a str, String)>;

/// Draws all lanes of a timeline over its whole length, `width` pixels wide.
#[must_use]
pub fn svg(timeline: &Timeline, width: f64, theme: &Theme) -> String {
    let viewport = Viewport::fit(timeline, width, 1000.0);
    let height = Layout::of(timeline, &viewport).full_height();
    let viewport = viewport.resized(timeline, width, height);
    let scene = Scene::draw(timeline, &viewport, &Focus::default());
    // A picture that stands alone says what its fills mean.
    let legend = Scene::legend(timeline, scene.width);
    scenes_svg(&[scene, legend], theme, &summary(timeline))
}

/// What the picture shows, for those who do not see it.
fn summary(timeline: &Timeline) -> String {
    let tasks = timeline.n_tasks();
    format!(
        "{tasks} {} on {} {}, {} in all",
        if tasks == 1 { "task" } else { "tasks" },
        timeline.n_cores,
        if timeline.n_cores == 1 { "core" } else { "cores" },
        format::time(timeline.end),
    )
}

/// Scenes below one another as one document.
fn scenes_svg(scenes: &[Scene], theme: &Theme, summary: &str) -> String {
    let mut out = Writer::new(Vec::new());
    let width = number(scenes.iter().map(|scene| scene.width).fold(0.0, f64::max));
    let height = number(scenes.iter().map(|scene| scene.height).sum());
    let root = vec![
        ("xmlns", "http://www.w3.org/2000/svg".to_owned()),
        ("width", width.clone()),
        ("height", height.clone()),
        ("viewBox", format!("0 0 {width} {height}")),
        ("role", "img".to_owned()),
        ("aria-labelledby", "title desc".to_owned()),
        ("font-family", FONTS.to_owned()),
    ];
    parent(&mut out, "svg", &root, |out| {
        element(out, "title", &[("id", "title".to_owned())], Some("Timeline of a run"));
        element(out, "desc", &[("id", "desc".to_owned())], Some(summary));
        parent(out, "defs", &[], |out| definitions(out, scenes, theme));
        let mut top = 0.0;
        for scene in scenes {
            let place = [("transform", format!("translate(0 {})", number(top)))];
            parent(out, "g", &place, |out| {
                scene.shapes.iter().for_each(|shape| draw(out, shape, theme));
            });
            top += scene.height;
        }
    });
    String::from_utf8(out.into_inner()).expect("text was written")
}

/// At most two decimals, none that say nothing.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn element(out: &mut Out, name: &str, attributes: &[(&str, String)], text: Option<&str>) {
    let pairs = attributes.iter().map(|(name, value)| (*name, value.as_str()));
    let element = out.create_element(name).with_attributes(pairs);
    match text {
        Some(text) => element.write_text_content(BytesText::new(text)),
        None => element.write_empty(),
    }
    .expect("writing into memory cannot fail");
}

fn parent(
    out: &mut Out,
    name: &str,
    attributes: &[(&str, String)],
    children: impl FnOnce(&mut Out),
) {
    let pairs = attributes.iter().map(|(name, value)| (*name, value.as_str()));
    out.create_element(name)
        .with_attributes(pairs)
        .write_inner_content(|out| {
            children(out);
            Ok(())
        })
        .expect("writing into memory cannot fail");
}

fn colour<'a>(attribute: &'a str, colour: Rgba) -> Attributes<'a> {
    let mut attributes = vec![(attribute, colour.with_alpha(255).css())];
    if colour.a < 255 {
        let opacity = if attribute == "stroke" { "stroke-opacity" } else { "fill-opacity" };
        attributes.push((opacity, number(f64::from(colour.a) / 255.0)));
    }
    attributes
}

fn has_tile(pattern: Pattern) -> bool {
    !matches!(pattern, Pattern::Solid | Pattern::Outline | Pattern::Baseline)
}

fn tile_id(state: State) -> String {
    format!("state-{}", state.index())
}

/// A tile for each state that is drawn with one.
fn definitions(out: &mut Out, scenes: &[Scene], theme: &Theme) {
    let mut used = StateSet::EMPTY;
    for shape in scenes.iter().flat_map(|scene| &scene.shapes) {
        if let Shape::Rect(Rect { paint: Paint::State(state), pattern, .. }) = shape
            && has_tile(*pattern)
        {
            used = used.with(*state);
        }
    }
    for state in used.iter() {
        let tone = theme.tone(Paint::State(state));
        let side = number(TILE);
        let attributes = [
            ("id", tile_id(state)),
            ("patternUnits", "userSpaceOnUse".to_owned()),
            ("width", side.clone()),
            ("height", side.clone()),
        ];
        parent(out, "pattern", &attributes, |out| {
            let mut ground = vec![("width", side.clone()), ("height", side.clone())];
            ground.extend(colour("fill", tone.fill));
            element(out, "rect", &ground, None);
            for stroke in strokes(state.pattern()) {
                draw_stroke(out, &stroke, tone.strokes);
            }
        });
    }
}

fn draw_stroke(out: &mut Out, stroke: &Stroke, ink: Rgba) {
    match *stroke {
        Stroke::Line { from, to } => {
            let mut attributes = vec![
                ("x1", number(from.0)),
                ("y1", number(from.1)),
                ("x2", number(to.0)),
                ("y2", number(to.1)),
            ];
            attributes.extend(colour("stroke", ink));
            element(out, "line", &attributes, None);
        }
        Stroke::Dot { at, radius } => {
            let mut attributes =
                vec![("cx", number(at.0)), ("cy", number(at.1)), ("r", number(radius))];
            attributes.extend(colour("fill", ink));
            element(out, "circle", &attributes, None);
        }
    }
}

fn draw(out: &mut Out, shape: &Shape, theme: &Theme) {
    match shape {
        Shape::Rect(rect) => draw_rect(out, rect, theme),
        Shape::Frame(area, paint, width) => {
            let mut attributes = vec![
                ("x", number(area.x + width / 2.0)),
                ("y", number(area.y + width / 2.0)),
                ("width", number((area.width - width).max(0.0))),
                ("height", number((area.height - width).max(0.0))),
                ("fill", "none".to_owned()),
                ("stroke-width", number(*width)),
            ];
            attributes.extend(colour("stroke", theme.tone(*paint).ink));
            element(out, "rect", &attributes, None);
        }
        Shape::Line(line) => draw_line(out, line, theme),
        Shape::Text(text) => draw_text(out, text, theme),
        Shape::Arrow(arrow) => draw_arrow(out, arrow, theme),
        Shape::Sign(sign) => draw_sign(out, sign, theme),
    }
}

fn draw_rect(out: &mut Out, rect: &Rect, theme: &Theme) {
    let tone = theme.tone(rect.paint);
    let edge = rect.edge && tone.ink != tone.fill;
    // An edge lies inside its rectangle, as on the page.
    let inset = if edge { 0.5 } else { 0.0 };
    let mut attributes = vec![
        ("x", number(rect.area.x + inset)),
        ("y", number(rect.area.y + inset)),
        ("width", number((rect.area.width - 2.0 * inset).max(0.1))),
        ("height", number((rect.area.height - 2.0 * inset).max(0.1))),
    ];
    match rect.paint {
        Paint::State(state) if has_tile(rect.pattern) => {
            attributes.push(("fill", format!("url(#{})", tile_id(state))));
        }
        _ => attributes.extend(colour("fill", tone.fill)),
    }
    if edge {
        attributes.extend(colour("stroke", tone.ink));
    }
    if rect.dim {
        attributes.push(("opacity", DIM_OPACITY.to_owned()));
    }
    element(out, "rect", &attributes, None);
}

fn draw_line(out: &mut Out, line: &Line, theme: &Theme) {
    let mut attributes = vec![
        ("x1", number(line.from.0)),
        ("y1", number(line.from.1)),
        ("x2", number(line.to.0)),
        ("y2", number(line.to.1)),
        ("stroke-width", number(line.width)),
    ];
    attributes.extend(colour("stroke", theme.tone(line.paint).ink));
    if line.dashed {
        attributes.push(("stroke-dasharray", "4 3".to_owned()));
    }
    element(out, "line", &attributes, None);
}

fn draw_text(out: &mut Out, text: &Text, theme: &Theme) {
    let mut attributes =
        vec![("x", number(text.x)), ("y", number(text.y)), ("font-size", number(text.size))];
    match text.align {
        Align::Left => {}
        Align::Centre => attributes.push(("text-anchor", "middle".to_owned())),
        Align::Right => attributes.push(("text-anchor", "end".to_owned())),
    }
    if text.bold {
        attributes.push(("font-weight", "600".to_owned()));
    }
    if let Paint::TextOn(state) = text.paint
        && has_tile(state.pattern())
    {
        // Keeps the strokes of the pattern away from the letters.
        let below = theme.tone(Paint::Background).fill;
        let seen = theme.tone(Paint::State(state)).fill.over(below);
        attributes.extend(colour("stroke", seen));
        attributes.push(("stroke-width", "4".to_owned()));
        attributes.push(("stroke-linejoin", "round".to_owned()));
        attributes.push(("paint-order", "stroke".to_owned()));
    }
    attributes.extend(colour("fill", theme.tone(text.paint).fill));
    element(out, "text", &attributes, Some(&text.text));
}

/// A curve that leaves and arrives level, and a head.
fn draw_arrow(out: &mut Out, arrow: &ArrowLine, theme: &Theme) {
    let ink = theme.tone(Paint::Arrow(arrow.kind)).ink;
    let ((x1, y1), (x2, y2)) = (arrow.from, arrow.to);
    let bend = ((x2 - x1).abs() * 0.5).clamp(10.0, 60.0);
    let path = format!(
        "M{} {}C{} {} {} {} {} {}",
        number(x1),
        number(y1),
        number(x1 + bend),
        number(y1),
        number(x2 - bend),
        number(y2),
        number(x2 - 4.0),
        number(y2),
    );
    let mut curve = vec![("d", path), ("fill", "none".to_owned()), ("opacity", "0.75".to_owned())];
    curve.extend(colour("stroke", ink));
    element(out, "path", &curve, None);
    let size = if arrow.strong { 6.0 } else { 4.5 };
    let head = [(0.0, 0.0), (-size, -size * 0.55), (-size, size * 0.55)];
    let mut head = vec![("points", points(arrow.to, 1.0, &head))];
    head.extend(colour("fill", ink));
    element(out, "polygon", &head, None);
}

fn points((x, y): (f64, f64), scale: f64, corners: &[(f64, f64)]) -> String {
    let corner =
        |(dx, dy): &(f64, f64)| format!("{},{}", number(x + dx * scale), number(y + dy * scale));
    corners.iter().map(corner).collect::<Vec<_>>().join(" ")
}

fn draw_sign(out: &mut Out, sign: &Sign, theme: &Theme) {
    let mut attributes =
        vec![("points", points((sign.x, sign.y), sign.radius, sign.kind.corners()))];
    attributes.extend(colour("fill", theme.tone(Paint::Mark(sign.kind)).fill));
    attributes.extend(colour("stroke", theme.tone(Paint::Background).fill));
    element(out, "polygon", &attributes, None);
}
