//! What organizers write cannot do anything to whoever reads it.

use hibiki_domain::markdown::Document;

const PICTURES: [&str; 2] = ["photo-1.jpg", "map.png"];

fn html(typed: &str) -> String {
    Document::read(typed, &PICTURES).to_html("/desk/files/x/")
}

fn file(typed: &str) -> String {
    Document::read(typed, &PICTURES).to_markdown("")
}

/// Everything that must hold of a page and of a file, whatever was typed.
fn is_harmless(typed: &str) {
    let document = Document::read(typed, &PICTURES);
    let (html, file) = (document.to_html("/f/"), document.to_markdown(""));

    assert!(!file.contains('<') && !file.replace("{#s-", "").contains('{'), "{typed:?} → {file}");
    assert!(!file.contains("+++") || !file.lines().any(|line| line.trim() == "+++"), "{typed:?} → {file}");
    for text in [&html, &file] {
        let hidden = |c: char| c != '\n' && hibiki_domain::markdown::is_hidden(c);
        assert!(!text.contains(hidden), "{typed:?} → {text:?}");
    }
    let again = Document::read(&file, &PICTURES);
    assert_eq!(again, document, "{typed:?} → {file}");
    assert_eq!(again.to_markdown(""), file);

    // Every tag is one of ours, with our attributes in our order, and none is left open.
    let mut open = Vec::new();
    let mut rest = html.as_str();
    while let Some((text, after)) = rest.split_once('<') {
        assert!(!text.contains('>'), "{html}");
        let (tag, after) = after.split_once('>').expect("a whole tag");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name.to_owned()), "{html}");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let value = |attributes: &str, name: &str| -> String {
            let value = attributes.strip_prefix(&format!("{name}=\"")).unwrap_or_else(|| panic!("{tag}"));
            let (value, rest) = value.split_once('"').unwrap();
            assert!(rest.is_empty() || name == "src", "{tag}");
            value.to_owned()
        };
        match name {
            "p" | "ul" | "ol" | "li" | "em" | "strong" | "blockquote" => assert_eq!(attributes, ""),
            "br" => {
                assert_eq!(attributes, "");
                continue;
            }
            "h2" | "h3" | "h4" => {
                let id = value(attributes, "id");
                assert!(id.strip_prefix("s-").is_some_and(|n| n.parse::<u32>().is_ok()), "{id}");
            }
            "a" => {
                let href = value(attributes, "href");
                let good = ["http://", "https://", "mailto:", "tel:", "/"]
                    .iter()
                    .any(|start| href.starts_with(start));
                assert!(good && !href.starts_with("//"), "{href}");
            }
            "img" => {
                let src = value(attributes, "src");
                assert!(PICTURES.iter().any(|name| src == format!("/f/{name}")), "{src}");
                continue;
            }
            other => panic!("<{other}> from {typed:?}"),
        }
        open.push(name.to_owned());
    }
    assert!(open.is_empty() && !rest.contains('>'), "{html}");
}

/// What people who mean harm, and people who copy from elsewhere, bring.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<!-- --><div id=main name=body>",
    "<![CDATA[ x ]]>",
    "<?php x ?>",
    "<https://evil.example/><script>",
    "<javascript:alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](https://town.example@evil.example/)",
    "[x][r]\n\n[r]: javascript:alert(1) \"t\"",
    "[r]\n\n[r]: https://hibiki.example/ 'onmouseover=alert(1)'",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.gif)",
    "![\"><script>](photo-1.jpg \"t\")",
    "[![x](photo-1.jpg)](javascript:alert(1))",
    "[[[[x](a)](b)](c)](https://hibiki.example)",
    "# location {#location .x onclick=alert(1)}",
    "## forms {#main}",
    "body\n====",
    "`<script>`",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>indented</script>",
    "{{ youtube(id=\"x\") }}",
    "{% raw %}x{% end %}",
    "{{/* x */}}",
    "+++\ntitle = \"x\"\n+++",
    "---\ntitle: x\n---",
    "<!-- more -->",
    "[x](@/news/_index.md)",
    "\u{202e}txet\u{202c} \u{2066}x\u{2069}",
    "&#x202e;x &#8238;",
    "a\u{0}b &#0; &NUL;",
    "\u{feff}\u{200b}\u{200e}[x](https://hibiki.example/\u{202e})",
    "&lt;script&gt; &amp;lt;",
    "*a**b***c****d*****",
    "***a** b*",
    "**「重要」**です",
    "_a_b_ __c__",
    "[^1]\n\n[^1]: note <b>",
    "- [ ] task\n- [x] done",
    "| a | b |\n|---|---|\n| <i> | [x](javascript:1) |",
    "term\n: definition",
    ":smile: ~~x~~ $x$ ^a^",
    "1) a\n2) b\n\n1. c\n\n- d\n+ e\n* f",
    "> a\n\n> b\n>> c\n>>> d\n>>>> e\n>>>>> f",
    "- a\n  - b\n    - c\n      - d\n        - e\n          - f\n\n          g",
    "1986. year\n\n- \n\n-\n\n#\n\n#a",
    "\\<script> \\[x](javascript:1) \\",
    "a  \nb\\\nc\nd",
    "　字下げ\n　二行目",
    "![alt *x* `y`](map.png) and ![z](map.png)",
    "\r\n\r a\rb",
];

#[test]
fn nothing_hostile_passes_alone() {
    for typed in HOSTILE {
        is_harmless(typed);
    }
}

#[test]
fn nothing_hostile_passes_in_any_company() {
    // Not random: a failure is the same failure tomorrow.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut dice = |sides: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % sides as u64).unwrap()
    };
    let glue = [
        "", " ", "\n", "\n\n", "*", "**", "[", "](", ")", "`", "\n- ", "\n> ", "\n    ", "\\", "&", "<", "!",
        "\n1. ", "_", "　", "{", "#", "\n## ",
    ];
    for _ in 0..6_000 {
        let mut typed = String::new();
        for _ in 0..=dice(5) {
            typed.push_str(glue[dice(glue.len())]);
            let piece = HOSTILE[dice(HOSTILE.len())];
            // Whole, or cut somewhere.
            let cut = piece.char_indices().map(|(at, _)| at).nth(dice(40)).unwrap_or(piece.len());
            typed.push_str(if dice(2) == 0 { piece } else { &piece[..cut] });
            typed.push_str(glue[dice(glue.len())]);
        }
        is_harmless(&typed);
    }
    let letters: Vec<char> = "a1 \n\t*_[]()<>!#`~{}%|\\&;:/+-=.\"'「、\u{202e}\u{0}".chars().collect();
    for _ in 0..20_000 {
        let typed: String = (0..dice(40)).map(|_| letters[dice(letters.len())]).collect();
        is_harmless(&typed);
    }
}

#[test]
fn huge_and_deep_texts_are_read_without_harm() {
    let deep = [
        "> ".repeat(5_000),
        "- ".repeat(5_000),
        (0..60).flat_map(|n| ["  ".repeat(n), "- x\n".to_owned()]).collect::<String>(),
        "[".repeat(10_000),
        "*".repeat(10_000),
        "*a ".repeat(6_000),
        "**a *b ".repeat(2_000),
        "![".repeat(5_000),
        "[a](".repeat(5_000),
        "`".repeat(9_999),
        "<".repeat(10_000),
        "&".repeat(10_000),
        "\\".repeat(9_999),
        "a\n".repeat(9_000),
        "<a ".repeat(5_000),
        "あ".repeat(30_000),
    ];
    for typed in deep {
        is_harmless(&typed);
    }
    assert_eq!(file(&"あ".repeat(30_000)).trim_end().chars().count(), hibiki_domain::markdown::MOST_CHARS);
}

#[test]
fn what_people_mean_is_kept() {
    let typed = "# 持ち物\n\n筆記用具と**飲み物**。\nくわしくは[図書館](/facilities/library/)へ。\n\n- 親子\n- 大人\n  1. 昼\n  2. 夜\n\n> 小雨なら行います\n\n![窯のようす](photo-1.jpg)\n";
    assert_eq!(
        html(typed),
        "<h2 id=\"s-1\">持ち物</h2>\n<p>筆記用具と<strong>飲み物</strong>。<br>\nくわしくは\
         <a href=\"/facilities/library/\">図書館</a>へ。</p>\n<ul>\n<li>親子</li>\n<li>大人<ol>\n<li>昼</li>\n\
         <li>夜</li>\n</ol>\n</li>\n</ul>\n<blockquote>\n<p>小雨なら行います</p>\n</blockquote>\n\
         <p><img src=\"/desk/files/x/photo-1.jpg\" alt=\"窯のようす\"></p>\n"
    );
    assert_eq!(
        file(typed),
        "## 持ち物 {#s-1}\n\n筆記用具と**飲み物**。\\\nくわしくは[図書館](/facilities/library/)へ。\n\n- 親子\n- 大人\n  \
         1. 昼\n  2. 夜\n\n> 小雨なら行います\n\n![窯のようす](photo-1.jpg)\n"
    );
    assert_eq!(html("<b>x</b> & \"y\""), "<p>&lt;b&gt;x&lt;/b&gt; &amp; &quot;y&quot;</p>\n");
    assert_eq!(file("10:00-11:30 (無料)、500円。"), "10:00-11:30 (無料)、500円。\n");
    assert!(Document::read(" \n\t\u{200b}\n", &[]).is_empty());
}
