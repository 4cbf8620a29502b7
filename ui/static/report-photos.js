// Photos of a report that is being written: made small here, kept on this tablet until it is sent.
import { ask } from "./api.js";
import { dropPhoto, dropPhotos, keepPhoto, photosOf } from "./kept-photos.js";
import { asAddress, small } from "./picture.js";
import { button, keep, make, plain, put, say } from "./say.js";

export const MOST = 8;

// names: the talks whose photos these are; the first takes what is added. kept: { number, url } of the
// report that the service has already, and are removed there.
export async function photosOfForm(place, names, report = null) {
  const list = make("ul", "photos"), told = make("p", "small");
  told.setAttribute("role", "status");
  const take = chooser("rep_camera", true), choose = chooser("rep_choose", false);
  place.append(list, make("div", "deeds", ...take, ...choose), told);
  let kept = [], own = [];

  function chooser(key, camera) {
    const input = Object.assign(make("input"), { type: "file", accept: "image/*", hidden: true });
    if (camera) input.setAttribute("capture", "environment");
    else input.multiple = true;
    input.dataset.photo = camera ? "camera" : "choose";
    input.addEventListener("change", async () => {
      await take_in([...input.files]);
      input.value = "";
    });
    return [button("", key, () => input.click()), input];
  }

  async function take_in(files) {
    put(told);
    for (const file of files) {
      if (own.length + kept.length >= MOST) return put(told, ["rep_photo_most", { most: MOST }]);
      try {
        await keepPhoto(await small(file), names[0]);
      } catch {
        put(told, ["rep_photo_bad"]);
      }
      await refresh();
    }
  }

  async function refresh() {
    kept = report ? (await ask(`/v1/reports/${report}/photos`)).photos : [];
    own = (await Promise.all(names.map(photosOf))).flat().slice(0, MOST - kept.length);
    const rows = [
      ...kept.map((one) => ({ id: `kept ${one.number}`, url: one.url, number: one.number })),
      ...own.map((one) => ({ id: one.id, blob: one.blob })),
    ];
    keep(list, rows, (one) => one.id, create, update(rows));
    list.hidden = !rows.length;
  }

  function create(one) {
    const picture = make("img");
    if (one.url) picture.src = one.url;
    else asAddress(one.blob).then((address) => { picture.src = address; });
    const drop = make("button", "drop");
    drop.type = "button";
    drop.addEventListener("click", async () => {
      try {
        if (one.url) await ask(`/v1/reports/${report}/photos/${one.number}`, { method: "DELETE" });
        else await dropPhoto(one.id);
        await refresh();
      } catch (problem) { // it is not a draft any more
        put(told, ...problem.words);
      }
    });
    return make("li", "photo", picture, drop);
  }

  const update = (rows) => (node, one) => {
    const number = rows.indexOf(one) + 1;
    node.firstChild.alt = plain("rep_photo", { number });
    put(node.lastChild, ["rep_photo_drop", { number }]);
  };

  await refresh();
  return {
    blobs: () => own.map((one) => one.blob),
    clear: async () => { await Promise.all(names.map(dropPhotos)); await refresh(); },
  };
}

// Photos that the service has, for reading.
export async function shownPhotos(place, report) {
  const { photos } = await ask(`/v1/reports/${report}/photos`);
  if (!photos.length) return place.append(make("p", "none", ...say("rep_photos_none")));
  place.append(make("ul", "photos", ...photos.map(({ url, number, width, height }) => {
    const picture = Object.assign(make("img"), { src: url, alt: plain("rep_photo", { number }), width, height });
    const link = Object.assign(make("a", "", picture), { href: url, target: "_blank" });
    return make("li", "photo", link);
  })));
}
