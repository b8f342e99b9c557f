/** A registry in which Holdfast is published as the working tree has it; all other packages it gets from the one that npm uses here. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, root } from "../command.js";
import { npm } from "../install.js";

export interface Registry {
  readonly url: string;
  /** What `npm pack` has made. */
  readonly tarball: string;
  close(): Promise<void>;
}

export async function openRegistry(): Promise<Registry> {
  build();
  const folder = mkdtempSync(join(tmpdir(), "registry-"));
  // What `prepack` does has just been done.
  const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const [packed, upstream] = await Promise.all([npm(root, pack), npm(root, ["config", "get", "registry"])]);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  const tarball = join(folder, filename);
  const content = readFileSync(tarball);
  const server = createServer(({ url = "/", headers }, response) => {
    if (url === "/holdfast") response.end(packument(content, `${address()}/${filename}`));
    else if (url === `/${filename}`) response.end(content);
    else void pass(new URL(url.slice(1), upstream.trim()), headers.accept, response);
  });
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: address(),
    tarball,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

/** Fetched here: the reader's environment knows nothing of how this machine reaches the network. */
async function pass(from: URL, accept: string | undefined, to: ServerResponse): Promise<void> {
  try {
    const answer = await fetch(from, accept === undefined ? {} : { headers: { accept } });
    const content = Buffer.from(await answer.arrayBuffer());
    to.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" }).end(content);
  } catch (error) {
    to.writeHead(502).end(String(error));
  }
}

function packument(content: Buffer, tarball: string): string {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const integrity = `sha512-${createHash("sha512").update(content).digest("base64")}`;
  const { version } = manifest;
  const versions = { [version]: { ...manifest, dist: { tarball, integrity } } };
  return JSON.stringify({ name: "holdfast", "dist-tags": { latest: version }, versions });
}
