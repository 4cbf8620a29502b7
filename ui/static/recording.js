// What is said: recorded here, written down by the service. No recording is kept on the tablet.
import { ask } from "./api.js";
import { asWav } from "./wav.js";

export const LONGEST = 55; // seconds; the service listens to sixty
const PATIENCE = 120_000; // ms

// Whether the service listens at all.
export const isHeard = async () => (await ask("/healthz").catch(() => ({}))).speech === "ready";

// Browsers lend the microphone over https alone.
export const isLent = () => window.isSecureContext && Boolean(navigator.mediaDevices && window.MediaRecorder);

// { whole, stop }: the Blob that it will be, and what ends it. Raises where the browser lends no microphone.
export async function recording() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  const pieces = [], recorder = new MediaRecorder(stream);
  const whole = new Promise((resolve) => {
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      resolve(new Blob(pieces, { type: recorder.mimeType }));
    };
  });
  recorder.start();
  return { whole, stop: () => { if (recorder.state !== "inactive") recorder.stop(); } };
}

// { text, nothing_heard, offers: [{ heard, code, text }] }, as /v1/speech tells. Raises Problem.
export async function written(recorded) {
  const body = new FormData();
  body.append("audio", await asWav(recorded), "speech");
  body.append("language", document.documentElement.dataset.language);
  return ask("/v1/speech", { method: "POST", body, patience: PATIENCE });
}
