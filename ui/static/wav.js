// A recording as 16-bit mono WAV of 16 kHz, which the service reads fastest; what the browser recorded
// itself, where it cannot read its own.
const RATE = 16_000, HEAD = 44; // bytes before the samples

export async function asWav(recording) {
  try {
    const room = new OfflineAudioContext(1, 1, RATE); // what is decoded in it has its rate
    const sound = await room.decodeAudioData(await recording.arrayBuffer());
    return written(sound.getChannelData(0));
  } catch {
    return recording;
  }
}

function written(samples) {
  const view = new DataView(new ArrayBuffer(HEAD + 2 * samples.length));
  const word = (at, letters) => [...letters].forEach((one, n) => view.setUint8(at + n, one.charCodeAt(0)));
  word(0, "RIFF");
  view.setUint32(4, HEAD - 8 + 2 * samples.length, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, 2 * RATE, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((one, n) => {
    view.setInt16(HEAD + 2 * n, Math.max(-1, Math.min(1, one)) * 0x7fff, true);
  });
  return new Blob([view], { type: "audio/wav" });
}
