// The same Markdown files in bare Zola and bare Hugo: the smallest templates that show a page and a list.

import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const html = (title, main) =>
  `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>${title}</title></head><body><main data-pagefind-body><h1>${title}</h1>${main}</main></body></html>\n`;

/** The Markdown of the town alone, in a folder of its own. */
function copy(folder, town, name, files) {
  const root = path.join(folder, name);
  const markdown = (file) => file.endsWith(".md") || !path.extname(file) || file.endsWith("content");
  cpSync(path.join(town, "content"), path.join(root, "content"), { recursive: true, filter: markdown });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

/** A Zola site; every template that a page names is one of the two. */
export function bareZola(folder, town) {
  const one = html("{{ page.title }}", "{{ page.content | safe }}");
  const list = html(
    "{{ section.title }}",
    '{{ section.content | safe }}<ul>{% for page in section.pages %}<li><a href="{{ page.permalink | safe }}">{{ page.title }}</a></li>{% endfor %}</ul>',
  );
  const config = 'base_url = "http://localhost"\ntitle = "ひびき町"\ndefault_language = "ja"\n[languages.ja-easy]\n[languages.en]\n';
  const files = { "config.toml": config, "templates/index.html": list, "templates/section.html": list, "templates/page.html": one };
  for (const file of readdirSync(path.join(town, "content"), { recursive: true })) {
    if (!file.endsWith(".md")) continue;
    const text = readFileSync(path.join(town, "content", file), "utf8");
    for (const [, of, name] of text.matchAll(/^(page_template|template) = "(.*)"$/gm)) {
      const isList = of === "template" && path.basename(file).startsWith("_index");
      files[`templates/${name}`] = isList ? list : one;
    }
  }
  return copy(folder, town, "zola", files);
}

/** A Hugo site. */
export function bareHugo(folder, town) {
  const one = html("{{ .Title }}", "{{ .Content }}");
  const list = html("{{ .Title }}", '{{ .Content }}<ul>{{ range .Pages }}<li><a href="{{ .Permalink }}">{{ .Title }}</a></li>{{ end }}</ul>');
  const config =
    'baseURL = "http://localhost/"\ntitle = "ひびき町"\ndefaultContentLanguage = "ja"\ndisableKinds = ["taxonomy", "term"]\n[languages.ja]\n[languages.ja-easy]\n[languages.en]\n';
  return copy(folder, town, "hugo", { "hugo.toml": config, "layouts/single.html": one, "layouts/list.html": list, "layouts/home.html": list });
}
