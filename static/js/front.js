/*
 * The page above all regions: while a town is typed, only the regions that have it stay. Nothing is kept or sent; without this file the whole list stands.
 */
(() => {
  "use strict";

  const front = document.querySelector("[data-front]");
  const field = front.querySelector("input");
  const status = front.querySelector("[data-front-status]");

  /** region name → that name and those of its municipalities and places, folded (meldapp/finder.py says what is in the file) */
  const read = (regions) => new Map(regions.map(([name, , , , towns]) => [name, [name, ...towns.flatMap(([town, places]) => [town, ...places.split(";")])].map(fold)]));
  const list = once((address) => load(address).then(read));

  async function look() {
    const towns = await list(front.dataset.front).catch(() => null);
    const wanted = fold(field.value);
    let found = 0;
    for (const section of document.querySelectorAll("[data-front-region]")) {
      const names = towns?.get(section.dataset.frontRegion) ?? [];
      section.hidden = Boolean(wanted && towns) && !names.some((name) => name.startsWith(wanted));
      if (!section.hidden) found += 1;
    }
    status.textContent = found ? "" : front.dataset.none;
  }

  front.hidden = false;
  field.addEventListener("input", look);
})();
