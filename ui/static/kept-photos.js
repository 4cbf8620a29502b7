// Photos taken in a conversation, on this tablet until their report is sent or the conversation is
// forgotten. Each is its owner's alone.
//
//   const photo = await keepPhoto(blob, "TALK");   // { id, owner, talk, blob, made_at }
//   await photosOf("TALK");                        // the oldest first
//   await dropPhotos("TALK");                      // the report is sent
import * as db from "./db.js";
import { uuid } from "./uuid.js";
import { whose } from "./whose.js";

const KEPT = 7 * 24 * 3_600_000; // ms; nobody reports what happened a week ago from a chat

export async function keepPhoto(blob, talk) {
  const photo = {
    id: uuid(), owner: whose()?.id, talk, blob, made_at: new Date().toISOString(),
  };
  await db.set("photos", photo);
  return photo;
}

export async function photosOf(talk) {
  const owner = whose()?.id;
  const mine = (await db.all("photos")).filter((one) => one.owner === owner && one.talk === talk);
  return mine.sort((one, two) => one.made_at < two.made_at ? -1 : 1);
}

export const dropPhoto = (id) => db.remove("photos", id);

export async function dropPhotos(talk) {
  for (const photo of await photosOf(talk)) await dropPhoto(photo.id);
}

// What nobody made a report of.
export async function dropOldPhotos() {
  const old = new Date(Date.now() - KEPT).toISOString();
  for (const photo of await db.all("photos")) {
    if (photo.made_at < old) await dropPhoto(photo.id);
  }
}
