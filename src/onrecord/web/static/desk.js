// What pages do beyond links and forms: highlighting, keyboard shortcuts, selecting words, dropping files.
// Every page works without this file.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);
const say = (text) => { const line = one("#said"); if (line) line.textContent = text; };
document.documentElement.classList.add("scripted");

// --- Highlighting ---------------------------------------------------------------------------------------------------
const text = one(".text");
let chosen = null;

function light(id, on) {
  for (const seg of all(`.seg[data-s~="${CSS.escape(id)}"]`)) seg.classList.toggle("lit", on);
  document.getElementById(id)?.classList.toggle("lit", on);
}
function over(event, on) {
  const card = event.target.closest?.(".card");
  const seg = event.target.closest?.(".seg[data-s]");
  if (card) light(card.id, on);
  else if (seg) for (const id of seg.dataset.s.trim().split(" ")) light(id, on);
}
if (text) {
  for (const [begin, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    text.addEventListener(begin, (event) => over(event, true));
    text.addEventListener(end, (event) => over(event, false));
  }
  text.addEventListener("focusin", (event) => { const card = event.target.closest(".card"); if (card) chosen = card; });
  text.addEventListener("click", (event) => {
    const ref = event.target.closest(".ref");
    if (!ref) return;
    event.preventDefault();
    choose(document.getElementById(ref.hash.slice(1)));
  });
}
const cards = () => all(".card").filter((card) => card.offsetParent !== null);
function choose(card) {
  if (!card) return;
  chosen = card;
  card.focus({ preventScroll: true });
  card.closest(".para").scrollIntoView({ block: "nearest" });
  card.scrollIntoView({ block: "nearest" });
}
function move(step) {
  const list = cards();
  if (!list.length) return;
  const at = list.indexOf(chosen);
  choose(list[at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + step))]);
}
if (text && location.hash) choose(document.getElementById(decodeURIComponent(location.hash.slice(1))));

// --- Filter by source kind ------------------------------------------------------------------------------------------
one("[data-filter]")?.addEventListener("change", (event) => {
  const boxes = all('[name="kind"]', event.currentTarget);
  const every = all(".card").length;
  const kinds = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  // Kinds that the server filtered out are not on the page; ask it for them.
  const present = new Set(all(".card").map((card) => card.dataset.kind));
  if ([...kinds].some((kind) => !present.has(kind))) { event.currentTarget.submit(); return; }
  let shown = 0;
  for (const card of all(".card")) {
    const is = kinds.has(card.dataset.kind) || (!card.dataset.kind && boxes.every((box) => box.checked));
    card.hidden = !is;
    shown += is;
    for (const ref of all(`.ref[href="#${CSS.escape(card.id)}"]`)) ref.hidden = !is;
  }
  for (const seg of all(".seg[data-s]")) {
    seg.classList.toggle("off", seg.dataset.s.trim().split(" ").every((id) => document.getElementById(id)?.hidden));
  }
  say(`${shown} of ${every} statements shown`);
});

// --- Keys -----------------------------------------------------------------------------------------------------------
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "/") { event.preventDefault(); one("#find")?.focus(); return; }
  if (event.key === "u") { one("[data-undo]")?.requestSubmit(); return; }
  if (!text) return;
  if (event.key === "j" || event.key === "k") { event.preventDefault(); move(event.key === "j" ? 1 : -1); return; }
  if (event.key === "n") { const link = one("[data-marker] a"); if (link && !link.parentElement.hidden) link.click(); return; }
  const act = chosen && one(`[data-key="${CSS.escape(event.key)}"]`, chosen);
  if (act) { event.preventDefault(); act.click(); }
});

// Go back to the previous page with everything that was typed there.
one("[data-back]")?.addEventListener("click", (event) => { if (history.length > 1) { event.preventDefault(); history.back(); } });

// --- Copy as a citation ---------------------------------------------------------------------------------------------
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-cite]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href.replace("/citation?", "/citation.json?"));
    await navigator.clipboard.writeText((await answer.json()).citation);
    const before = link.textContent;
    link.textContent = "Copied";
    say("Citation copied");
    setTimeout(() => { link.textContent = before; }, 1500);
  } catch { location.href = link.href; }
});

// --- Selecting words ------------------------------------------------------------------------------------------------
// Offsets count code points, as in the record; JavaScript strings count UTF-16 units.
const points = (string) => [...string].length;
function words(range) {
  const part = range.cloneContents();
  for (const skip of all("[data-skip]", part)) skip.remove();
  return part.textContent;
}
function offset(block, node, at) {
  const range = document.createRange();
  range.setStart(block, 0);
  range.setEnd(node, at);
  return Number(block.dataset.start) + points(words(range));
}
// A selection may reach outside the text: a triple click on a paragraph ends in the cards beside it.
function marked() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const parts = all("[data-start]").filter((block) => range.intersectsNode(block)).map((block) => {
    const part = document.createRange();
    part.selectNodeContents(block);
    if (block.contains(range.startContainer)) part.setStart(range.startContainer, range.startOffset);
    if (block.contains(range.endContainer)) part.setEnd(range.endContainer, range.endOffset);
    return { block, part, words: words(part) };
  }).filter((each) => each.words.trim());
  if (!parts.length) return null;
  const first = parts[0], last = parts.at(-1);
  const space = (string) => points(string) - points(string.trim());
  return {
    start: offset(first.block, first.part.startContainer, first.part.startOffset) + space(first.words.trimEnd()),
    end: offset(last.block, last.part.endContainer, last.part.endOffset) - space(last.words.trimStart()),
    words: parts.map((each) => each.words).join("\n\n").trim(),
    box: last.part.getBoundingClientRect(),
  };
}
const marker = one("[data-marker]");
if (marker && text?.hasAttribute("data-live")) {
  document.addEventListener("selectionchange", () => {
    const found = marked();
    marker.hidden = !found;
    if (!found) return;
    const link = one("a", marker);
    const address = new URL(link.href);
    address.searchParams.set("content", `${found.start}-${found.end}`);
    link.href = address;
    marker.style.left = `${Math.max(8, found.box.left + scrollX)}px`;
    marker.style.top = `${found.box.bottom + scrollY + 6}px`;
  });
}
for (const button of all("[data-use]")) {
  button.addEventListener("mousedown", (event) => event.preventDefault()); // or the selection would be lost
  button.addEventListener("click", () => {
    const found = marked();
    if (!found) { say("Select words in the text first"); one("[data-pick]")?.focus(); return; }
    one(`[name="${button.dataset.use}"]`).value = found.words;
    one(`[name="${button.dataset.use}_at"]`).value = `${found.start}-${found.end}`;
  });
}

// --- Dropping files, and the progress of a job ------------------------------------------------------------------------
const form = one("[data-drop]");
if (form) {
  const field = one('[type="file"]', form), box = one(".drop", form);
  for (const name of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      box.classList.toggle("over-it", name === "dragover");
      if (name === "drop") { field.files = event.dataTransfer.files; form.requestSubmit(); }
    });
  }
}
const job = one("[data-job]");
if (job && job.dataset.state !== "done") {
  const look = async () => {
    try {
      const answer = await fetch(`/jobs/${job.dataset.job}.json`);
      const found = (await answer.json()).job;
      const count = all("[data-count]", job).at(-1);
      if (count) count.textContent = found.read;
      if (found.state === "done") { location.replace(!found.before && found.articles.length === 1 && !found.failures.length ? `/articles/${encodeURIComponent(found.articles[0][0])}` : location.href); return; }
    } catch { /* the desk may be busy; try again */ }
    setTimeout(look, 700);
  };
  setTimeout(look, 500);
}
