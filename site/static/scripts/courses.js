// The conditions combine on one page. Without this script there is a page for each of them.
const form = document.getElementById("course-filter");
const links = document.getElementById("course-links");
const count = document.getElementById("course-count");
const rows = [...document.querySelectorAll(".course-list > li")];
const months = [...document.querySelectorAll(".course-month")];

/** What is chosen, as the address says it. */
function chosen() {
  return [...new FormData(form)].filter(([, value]) => value);
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
  count.textContent = shown === 0 ? form.dataset.none : form.dataset.count.replace("{n}", shown);
}

function keep() {
  const query = new URLSearchParams(chosen()).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

function takeAddress() {
  for (const [group, value] of new URLSearchParams(location.search)) {
    const select = form.elements.namedItem(group);
    if (select && [...select.options].some((option) => option.value === value)) select.value = value;
  }
}

if (form) {
  takeAddress();
  form.hidden = false;
  links.hidden = true;
  form.addEventListener("change", () => {
    show();
    keep();
  });
  form.addEventListener("reset", () =>
    setTimeout(() => {
      show();
      keep();
    }),
  );
  // What fits is shown already: the button leads there, past the conditions.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    document.getElementById("course-result").focus();
  });
  show();
}
