// The conditions combine on one page. Without this script there is a page for each of them.
const filter = document.getElementById("course-filter");
const selects = [...(filter?.querySelectorAll("select") ?? [])];
const links = document.getElementById("course-links");
const count = document.getElementById("course-count");
const rows = [...document.querySelectorAll(".course-list > li")];
const months = [...document.querySelectorAll(".course-month")];

/** What is chosen, as the address says it. */
function chosen() {
  return selects.filter((select) => select.value).map((select) => [select.name, select.value]);
}

function show() {
  const conditions = chosen();
  let shown = 0;
  for (const row of rows) {
    const fits = conditions.every(([group, value]) => row.dataset[group].split(" ").includes(value));
    row.hidden = !fits;
    if (fits) shown += 1;
  }
  for (const month of months) month.hidden = !month.querySelector("li:not([hidden])");
  count.textContent = shown === 0 ? filter.dataset.none : filter.dataset.count.replace("{n}", shown);
}

function keep() {
  const query = new URLSearchParams(chosen()).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

function takeAddress() {
  for (const [group, value] of new URLSearchParams(location.search)) {
    const select = selects.find((one) => one.name === group);
    if (select && [...select.options].some((option) => option.value === value)) select.value = value;
  }
}

function changed() {
  show();
  keep();
}

if (filter) {
  takeAddress();
  filter.hidden = false;
  links.hidden = true;
  // Whoever comes with conditions sees them; otherwise the courses come first.
  filter.closest("details").open = chosen().length > 0;
  filter.addEventListener("change", changed);
  filter.querySelector("button").addEventListener("click", () => {
    for (const select of selects) select.value = "";
    changed();
  });
  show();
}
