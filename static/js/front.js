/*
 * The page above all regions: while a town is typed, only the regions that have it stay. Nothing is
 * kept or sent; without this file the whole list stands.
 */
(() => {
  "use strict";

  const front = document.querySelector("[data-front]");
  const field = front.querySelector("input");
  const status = front.querySelector("[data-front-status]");

  /**
   * region name → [folded name, place, its municipality] of all that it has, and its own name
   * (meldapp/web/places.py says what is in the file)
   */
  const read = (regions) =>
    new Map(
      regions.map(([region, , , , municipalities]) => {
        const names = municipalities.flatMap(([town, places]) =>
          [town, ...places.split(";")].map((place) => [fold(place), place, town]),
        );
        return [region, [[fold(region)], ...names]];
      }),
    );
  const list = once((address) => load(address).then(read));
  const lies = ([, place, municipality]) =>
    fill(front.dataset[place === municipality ? "is" : "lies"], { place, municipality });

  async function look() {
    const regions = await list(front.dataset.front).catch(() => null);
    const wanted = fold(field.value);
    const asked = Boolean(wanted && regions);
    let count = 0;
    for (const section of document.querySelectorAll("[data-front-region]")) {
      const names = regions?.get(section.dataset.frontRegion) ?? [];
      section.hidden = asked && !names.some(([name]) => name.startsWith(wanted));
      if (!section.hidden) count += 1;
      // two regions may have a place of one name
      section.querySelector("[data-front-town]").textContent = names
        .filter(([name, place]) => place && name === wanted)
        .map(lies)
        .join(" ");
    }
    status.textContent = !asked
      ? ""
      : count
        ? fill(front.dataset.count, { count })
        : front.dataset.none;
  }

  front.hidden = false;
  field.addEventListener("input", look);
})();
