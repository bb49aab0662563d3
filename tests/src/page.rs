//! Reading pages: just enough for forms.

/// The values of all fields of this name, hidden, typed or chosen, in their order.
pub fn values(html: &str, name: &str) -> Vec<String> {
    let wanted = format!(" name=\"{name}\"");
    tags(html, "input")
        .filter(|tag| tag.contains(&wanted))
        .filter_map(|tag| attribute(tag, "value"))
        .collect()
}

/// The value and the words of every choice of a `select`.
pub fn choices(html: &str, id: &str) -> Vec<(String, String)> {
    let start = format!("<select id=\"{id}\"");
    let Some((_, rest)) = html.split_once(&start) else { return Vec::new() };
    let select = rest.split("</select>").next().unwrap_or_default();
    select
        .split("<option ")
        .skip(1)
        .filter_map(|option| {
            let label = option.split_once('>')?.1.split('<').next()?;
            Some((attribute(option, "value")?, unescape(label)))
        })
        .collect()
}

/// The fields of the form that is sent to `action` and says `mark` somewhere inside.
pub fn form(html: &str, action: &str, mark: &str) -> Option<Vec<(String, String)>> {
    let start = format!("action=\"{action}\"");
    let mut forms = html.split("<form").skip(1).filter_map(|form| form.split("</form>").next());
    let form = forms.find(|form| form.contains(&start) && form.contains(mark))?;
    let field = |tag: &str| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()));
    Some(tags(form, "input").filter_map(field).collect())
}

/// The value of an attribute of the first tag that has it.
pub fn attribute(html: &str, name: &str) -> Option<String> {
    let (_, rest) = html.split_once(&format!("{name}=\""))?;
    rest.split('"').next().map(unescape)
}

fn tags<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!("<{name} ");
    let parts: Vec<&str> = html.split(start.as_str()).skip(1).collect();
    parts.into_iter().filter_map(|part| part.split('>').next())
}

/// What a person reads.
pub fn words(html: &str) -> String {
    let main = html.split_once("<main").map_or(html, |(_, main)| main);
    let mut out = String::new();
    let mut inside = main.len() != html.len();
    for c in main.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let text = unescape(&out);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unescape(text: &str) -> String {
    [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
