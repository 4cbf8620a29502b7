// A page that nobody touches would show its last answer to whoever takes up the tablet next. Once its
// session may have ended it asks, and goes to sign in.
import { known } from "./whose.js";

const MINUTE = 60_000;
// Minutes after the last touch: of a PIN's session, then of a password's. What has not ended goes on by
// being asked for, so it is asked for no oftener.
const ENDS = [31, 12 * 60 + 32];
let touched = Date.now();
let asked = 0;

for (const kind of ["pointerdown", "keydown"]) {
  window.addEventListener(kind, () => {
    touched = Date.now();
    asked = 0;
  }, { capture: true, passive: true });
}

async function look() {
  if (asked >= ENDS.length || Date.now() - touched < ENDS[asked] * MINUTE) return;
  asked += 1;
  const who = await known();
  if (who === "") location.reload(); // the service leads on
  if (who === null) asked -= 1; // no network: in a minute again
}

setInterval(look, MINUTE);
document.addEventListener("visibilitychange", look);
