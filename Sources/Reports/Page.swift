internal import Charts
internal import Files

/// A page in HTML: its head, its links, its sections.
struct Page {
  let title: String
  let sections: [Report.Section]

  var html: String {
    let links = sections.map { Markup.element("li", [:], .element("a", ["href": "#\($0.id)"], .text($0.heading))) }
    let head = Markup.element(
      "head", [:], .empty("meta", ["charset": "utf-8"]),
      .empty("meta", ["http-equiv": "Content-Security-Policy", "content": policy]),
      .empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .empty("meta", ["name": "color-scheme", "content": "light dark"]),
      .element("title", [:], .text(title)),
      .element(
        "style", [:], .rules(.light), .literal("@media (prefers-color-scheme: dark) {\n"), .rules(.dark),
        .literal("}\n"),
        .literal(Page.style)))
    let body = Markup.element(
      "body", [:], .element("a", ["class": "skip", "href": "#content"], .text("To the content")),
      .element("header", [:], .element("h1", [:], .text(title))),
      .element("nav", ["aria-label": "Sections"], .element("ul", [:], links)),
      .element(
        "main", ["id": "content"],
        sections.map { section in
          .element(
            "section", ["id": section.id, "aria-labelledby": "\(section.id)-heading"],
            .element("h2", ["id": "\(section.id)-heading"], .text(section.heading)), section.content)
        }),
      .element("footer", [:], .element("p", [:], .text("Made by finetools' report from the files of one run."))),
      .element("script", [:], .literal(Page.script)))
    return "<!DOCTYPE html>\n" + Markup.element("html", ["lang": "en"], head, body).html + "\n"
  }

  /// What the page may do: show the pictures and run the script that are in it, and nothing else.
  private var policy: String {
    let digest = Digest(of: Array("\(Page.script)".utf8)).bytes
    return
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-\(Base64.text(of: digest))'"
  }

  private static let style: StaticString = """
    :root { color-scheme: light dark; --line: var(--grid); }
    * { box-sizing: border-box; }
    html { scroll-behavior: auto; }
    body { margin: 0 auto; max-width: 78rem; padding: 0 1rem 4rem; background: var(--paper); color: var(--ink);
      font: 1rem/1.5 "DejaVu Sans", Verdana, "Noto Sans", sans-serif; }
    h1 { font-size: 1.6rem; line-height: 1.2; margin: 1.5rem 0 .5rem; overflow-wrap: anywhere; }
    h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
    h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; overflow-wrap: anywhere; }
    h4 { font-size: .95rem; margin: 1rem 0 .3rem; overflow-wrap: anywhere; }
    p, li { max-width: 60rem; overflow-wrap: anywhere; }
    a { color: var(--series-0); }
    a:focus-visible, button:focus-visible, summary:focus-visible, input:focus-visible, [tabindex]:focus-visible {
      outline: 3px solid var(--accent); outline-offset: 2px; }
    .skip { position: absolute; left: -100rem; }
    .skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem; z-index: 2; }
    nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; list-style: none; margin: 0; padding: .5rem 0; }
    .points li { margin: .4rem 0; }
    .chart { overflow-x: auto; margin: 1rem 0; }
    .chart svg { display: block; }
    .chart svg[role=img] { max-width: max(100%, 34rem); height: auto; }
    .chart a:focus-visible { outline: none; }
    .chart a:focus-visible rect, .chart a:hover rect { stroke: var(--accent); stroke-width: 2.5px; }
    .table { overflow-x: auto; margin: 1rem 0; max-height: 40rem; overflow-y: auto; }
    table { border-collapse: collapse; font-size: .9rem; }
    caption { text-align: left; font-weight: bold; padding: .3rem 0; }
    th, td { padding: .25rem .8rem .25rem 0; text-align: left; border-bottom: 1px solid var(--line); font-weight: normal; }
    thead th { font-weight: bold; vertical-align: bottom; }
    tbody th { max-width: 24rem; overflow-wrap: anywhere; }
    td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
    thead button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer;
      text-decoration: underline dotted; text-align: left; }
    [aria-sort=ascending] button::after { content: " ▲"; }
    [aria-sort=descending] button::after { content: " ▼"; }
    .filter { display: block; margin: .5rem 0; font-size: .9rem; }
    .filter input { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--quiet-ink);
      padding: .2rem .4rem; }
    .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .8rem; }
    .tile { margin: 0; font-size: .8rem; line-height: 1.35; min-width: 0; }
    .tile img, .missing { display: block; width: 100%; height: 9rem; object-fit: contain; background: var(--grid); }
    .missing { padding: 3.5rem .5rem 0; text-align: center; color: var(--ink); }
    .tile figcaption > * { display: block; overflow-wrap: anywhere; }
    .tile.right figcaption { border-top: 3px solid var(--series-0); padding-top: .2rem; }
    .tile.wrong figcaption { border-top: 3px solid var(--series-1); padding-top: .2rem; }
    .tile.right b { color: var(--series-0); }
    .tile.wrong b { color: var(--series-1); }
    .path { color: var(--quiet-ink); display: -webkit-box !important; -webkit-box-orient: vertical; -webkit-line-clamp: 3;
      overflow: hidden; }
    details.cell { border-bottom: 1px solid var(--line); padding: .3rem 0; }
    summary { cursor: pointer; overflow-wrap: anywhere; }
    details.cell > div { padding: .5rem 0; scroll-margin-top: 3rem; }
    .names { font-size: .85rem; color: var(--ink); padding-left: 1.2rem; }
    pre { overflow-x: auto; margin: 0; padding: .5rem; background: var(--grid); font-size: .85rem; }
    code { overflow-wrap: anywhere; }
    footer { margin-top: 3rem; color: var(--quiet-ink); font-size: .85rem; }
    @media print { nav, .filter { display: none; } details { break-inside: avoid; } }

    """

  private static let script: StaticString = """
    'use strict';
    // Tables can be sorted and filtered; without this they can only be read.
    for (const table of document.querySelectorAll('table.sortable')) {
      const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
      heads.forEach((head, column) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener('click', () => {
          const descends = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
          for (const other of heads) other.removeAttribute('aria-sort');
          head.setAttribute('aria-sort', descends < 0 ? 'descending' : 'ascending');
          const key = row => {
            const cell = row.cells[column], value = cell.dataset.value;
            return value === undefined ? cell.textContent : Number(value);
          };
          const compare = (a, b) => typeof a === 'string' ? a.localeCompare(b, undefined, { numeric: true })
            : (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0) || a - b;
          body.append(...[...body.rows].sort((a, b) => descends * compare(key(a), key(b))));
        });
      });
      if (!table.classList.contains('filtered')) continue;
      const label = document.createElement('label'), field = document.createElement('input');
      label.className = 'filter';
      field.type = 'search';
      label.append('Only rows with ', field);
      table.parentElement.before(label);
      field.addEventListener('input', () => {
        const wanted = field.value.toLowerCase();
        for (const row of body.rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
      });
    }
    // Browsers that do not open what is around a target by themselves.
    const reveal = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const details = target && target.closest('details');
      if (details && !details.open) { details.open = true; target.scrollIntoView(); }
    };
    addEventListener('hashchange', reveal);
    reveal();

    """
}
