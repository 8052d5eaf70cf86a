/** Turns bytes into text as Java does. */
export type Decoder = (bytes: Uint8Array) => string;

const replacement = "\uFFFD";

/** UTF-8 as Java decodes it: bytes that are none become U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** UTF-8, or null if the bytes are none. */
export function decodeStrictUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    return null;
  }
}

/**
 * The decoder of a charset by any of its Java names, or null if it is not modelled. One that has ASCII's characters where
 * ASCII has them decodes only these, and gives null for the rest.
 */
export function decoderOf(
  charset: string,
): ((bytes: Uint8Array) => string | null) | null {
  const name = charset.toLowerCase().replaceAll("_", "-");
  switch (name) {
    case "utf8":
    case "utf-8":
    case "unicode-1-1-utf-8":
      return decodeUtf8;
    case "utf16":
    case "utf-16":
    case "unicode":
    case "unicodebig":
      return (bytes) =>
        bytes[0] === 0xff && bytes[1] === 0xfe
          ? decodeWide(bytes.subarray(2), { size: 2, little: true })
          : decodeWide(
            bytes[0] === 0xfe && bytes[1] === 0xff ? bytes.subarray(2) : bytes,
            { size: 2, little: false },
          );
    case "utf-16be":
    case "x-utf-16be":
    case "unicodebigunmarked":
    case "iso-10646-ucs-2":
      return (bytes) => decodeWide(bytes, { size: 2, little: false });
    case "utf-16le":
    case "x-utf-16le":
    case "unicodelittleunmarked":
      return (bytes) => decodeWide(bytes, { size: 2, little: true });
    case "utf32":
    case "utf-32":
    case "utf-32be":
      return (bytes) => decodeWide(bytes, { size: 4, little: false });
    case "utf-32le":
      return (bytes) => decodeWide(bytes, { size: 4, little: true });
    case "iso-8859-1":
    case "iso8859-1":
    case "latin1":
    case "l1":
    case "cp819":
    case "ibm819":
      return (bytes) => mapBytes(bytes, (byte) => String.fromCharCode(byte));
    case "us-ascii":
    case "ascii":
    case "iso646-us":
    case "cp367":
      return (bytes) =>
        mapBytes(
          bytes,
          (byte) => byte < 128 ? String.fromCharCode(byte) : replacement,
        );
    case "windows-1252":
    case "cp1252":
      return (bytes) =>
        new TextDecoder("windows-1252").decode(bytes)
          .replace(/[\x81\x8D\x8F\x90\x9D]/g, replacement);
  }
  // EBCDIC: what a producer writes as ASCII is other characters there.
  if (
    /^(cp|ibm-?)0?(37|27[3-8]|28[0-5]|290|297|420|424|500|8[37]\d|1\d{3})$/
      .test(name)
  ) {
    return (bytes) => mapBytes(bytes, () => replacement);
  }
  return isLikeAscii(name)
    ? (bytes) =>
      bytes.every((byte) => byte < 128)
        ? mapBytes(bytes, (byte) => String.fromCharCode(byte))
        : null
    : null;
}

function isLikeAscii(name: string): boolean {
  try {
    const { encoding } = new TextDecoder(name);
    return !/utf-16|iso-2022|shift_jis|replacement|x-user/.test(encoding);
  } catch {
    return /^(cp|ibm-?)(437|7\d\d|85\d|86\d|125\d)$/.test(name);
  }
}

function mapBytes(bytes: Uint8Array, map: (byte: number) => string): string {
  return Array.from(bytes, map).join("");
}

function decodeWide(
  bytes: Uint8Array,
  { size, little }: { readonly size: 2 | 4; readonly little: boolean },
): string {
  const { buffer, byteOffset, length } = bytes;
  const view = new DataView(buffer, byteOffset, length);
  let text = "";
  for (let at = 0; at + size <= length; at += size) {
    const code = size === 2
      ? view.getUint16(at, little)
      : view.getUint32(at, little);
    text += size === 2
      ? String.fromCharCode(code)
      : code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
      ? String.fromCodePoint(code)
      : replacement;
  }
  return text.toWellFormed() + (length % size === 0 ? "" : replacement);
}
