/*
 * The page above all regions: typing a town narrows the list to the regions that have it. Nothing
 * is kept or sent; without this file the whole list is shown.
 */
(() => {
  "use strict";

  const front = document.querySelector("[data-front]");
  const field = front.querySelector("input");
  const status = front.querySelector("[data-front-status]");
  const { dataset } = front;

  const list = once(async (address) => {
    const places = placesOf(await load(address));
    return places.map((place) => ({ ...place, key: fold(place.name) }));
  });
  const lies = ({ name, town }) =>
    fill(name === town ? dataset.is : dataset.lies, { place: name, municipality: town });

  async function look() {
    const places = await list(dataset.front).catch(() => null);
    const wanted = fold(field.value);
    const isAsked = Boolean(wanted && places);
    const matches = isAsked ? places.filter(({ key }) => key.startsWith(wanted)) : [];
    let count = 0;
    for (const section of document.querySelectorAll("[data-front-region]")) {
      const region = section.dataset.frontRegion;
      const here = matches.filter((place) => place.region[0] === region);
      section.hidden = isAsked && !here.length && !fold(region).startsWith(wanted);
      if (!section.hidden) count += 1;
      // two regions may have a place of the same name
      const same = here.filter(({ key }) => key === wanted);
      section.querySelector("[data-front-town]").textContent = same.map(lies).join(" ");
    }
    const answer = count ? fill(dataset.count, { count }) : dataset.none;
    status.textContent = isAsked ? answer : "";
  }

  front.hidden = false;
  field.addEventListener("input", look);
})();
