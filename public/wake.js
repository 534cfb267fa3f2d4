// Wakes the islands of a page, when the browser has nothing better to do.
// The page names the two files: <script type="module" data-wake data-js="…" data-wasm="…">.

const { js, wasm } = document.querySelector("script[data-wake]").dataset;

// Callbacks of the `leptos-children` around the island at hand; the innermost
// one hands the context of the outer island to the islands among its children.
const outer = [];

async function wakeIsland(element, module) {
  const island = module[element.dataset.component];
  if (!island) {
    console.error(`no island is called ${element.dataset.component}`);
    return;
  }
  outer.at(-1)?.();
  await island(element);
}

async function wakeBelow(node, module) {
  for (const child of [...node.children]) {
    await wake(child, module);
  }
}

async function wake(element, module) {
  const tag = element.localName;
  if (tag === "leptos-island") {
    await wakeIsland(element, module);
    await wakeBelow(element, module);
  } else if (tag === "leptos-children") {
    outer.push(element.$$on_hydrate);
    await wakeBelow(element, module);
    outer.pop();
  } else {
    await wakeBelow(element, module);
  }
}

async function wakePage() {
  const module = await import(js);
  await module.default({ module_or_path: wasm });
  module.hydrate();
  await wake(document.body, module);
  document.documentElement.dataset.awake = "";
}

const idle = window.requestIdleCallback ?? ((work) => setTimeout(work));
idle(wakePage);
