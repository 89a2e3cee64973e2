// Base64 into bytes, without the string of characters that atob would make of each picture.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const INVALID = 255;
const VALUES = new Uint8Array(256).fill(INVALID);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** Throws a RangeError for anything that is not base64. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  let length = text.length;
  if (length % 4 === 0) {
    if (text.endsWith("==")) length -= 2;
    else if (text.endsWith("=")) length -= 1;
  }
  if (length % 4 === 1) throw new RangeError("base64 of an impossible length");
  const bytes = new Uint8Array((length * 3) >> 2);
  let bits = 0;
  let have = 0;
  let next = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const value = code < 256 ? VALUES[code]! : INVALID;
    if (value === INVALID) throw new RangeError("not base64");
    bits = ((bits << 6) | value) & 0xffff;
    have += 6;
    if (have >= 8) {
      have -= 8;
      bytes[next++] = bits >> have;
    }
  }
  return bytes;
}
