/** What kind of data bytes are that are no text, by how they begin. Sources: the formats' own specifications. */
const KINDS: readonly (readonly [name: string, start: string, offset?: number])[] = [
  ["PNG image", "89504e470d0a1a0a"],
  ["JPEG image", "ffd8ff"],
  ["GIF image", "47494638"],
  ["WebP image", "57454250", 8],
  ["TIFF image", "49492a00"],
  ["BMP image", "424d"],
  ["PDF document", "255044462d"],
  ["ZIP archive", "504b0304"],
  ["gzip data", "1f8b"],
  ["bzip2 data", "425a68"],
  ["xz data", "fd377a585a00"],
  ["Zstandard data", "28b52ffd"],
  ["7-Zip archive", "377abcaf271c"],
  ["tar archive", "7573746172", 257],
  ["ELF program", "7f454c46"],
  ["Mach-O program", "cffaedfe"],
  ["Windows program", "4d5a"],
  ["WebAssembly module", "0061736d"],
  ["Java class", "cafebabe"],
  ["SQLite database", "53514c69746520666f726d61742033"],
  ["Parquet data", "50415231"],
  ["MP4 video", "66747970", 4],
  ["Matroska video", "1a45dfa3"],
  ["MP3 audio", "494433"],
  ["Ogg audio", "4f676753"],
  ["RIFF data", "52494646"],
];

/** The kind's name; "data" where none fits. */
export function kindOf(head: Buffer): string {
  const found = KINDS.find(([, start, offset = 0]) => {
    const bytes = Buffer.from(start, "hex");
    return head.subarray(offset, offset + bytes.length).equals(bytes);
  });
  return found?.[0] ?? "data";
}
