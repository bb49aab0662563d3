// IIIF, read by a parser of the community that makes it; every tile that a viewer may ask for is there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Traverse, normalize } from "@iiif/parser";
import { imageServiceSupportsRequest, isLevel0, parseImageServiceRequest } from "@iiif/parser/image-3";
import { ORIGIN, json, pages, read } from "./support.mjs";

test("every archive item has a manifest with one canvas, its picture, its rights and its places", async () => {
  for (const page of pages("archives")) {
    const manifest = await json(`/archives/${page.key}/manifest.json`);
    assert.equal(manifest["@context"], "http://iiif.io/api/presentation/3/context.json");
    const { entities, resource } = normalize(structuredClone(manifest));
    assert.equal(resource.type, "Manifest");
    const [canvas] = Object.values(entities.Canvas);
    assert.ok(canvas.width > 1000 && canvas.height > 1000);
    assert.equal(entities.Manifest[resource.id].rights, "https://creativecommons.org/licenses/by/4.0/");
    const seen = [];
    new Traverse({ contentResource: [(one) => void seen.push(one.id)] }).traverseUnknown(structuredClone(manifest));
    assert.ok(seen.some((id) => id.endsWith("/full/max/0/default.jpg")), page.key);
    for (const id of seen.filter((id) => id.endsWith(".jpg"))) await read(id.replace(ORIGIN, ""));
  }
});

test("every tile that the image information promises is served, to other sites too", async () => {
  for (const page of pages("archives")) {
    const manifest = await json(`/archives/${page.key}/manifest.json`);
    const [service] = manifest.items[0].items[0].items[0].body.service;
    const path = service.id.replace(ORIGIN, "");
    const response = await read(`${path}/info.json`);
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.equal(response.headers.get("cross-origin-resource-policy"), "cross-origin");
    const info = await response.json();
    assert.ok(isLevel0(info));
    const [{ width: size, scaleFactors }] = info.tiles;
    let count = 0;
    for (const factor of scaleFactors) {
      for (let y = 0; y < info.height; y += size * factor) {
        for (let x = 0; x < info.width; x += size * factor) {
          const [w, h] = [Math.min(size * factor, info.width - x), Math.min(size * factor, info.height - y)];
          const [across, down] = [w, h].map((pixels) => Math.ceil(pixels / factor));
          const url = `${path}/${x},${y},${w},${h}/${across},${down}/0/default.jpg`;
          const tile = await read(url);
          assert.equal(tile.headers.get("content-type"), "image/jpeg", url);
          count += 1;
        }
      }
    }
    assert.ok(count >= 4);
    for (const { width, height } of info.sizes) {
      const url = `${service.id}/full/${width},${height}/0/default.jpg`;
      const request = parseImageServiceRequest(url, new URL(service.id).pathname.replace(/^\/|\/[^/]*$/g, ""));
      assert.equal(imageServiceSupportsRequest(info, request)[0], true, url);
      await read(url.replace(ORIGIN, ""));
    }
  }
});

test("a recorded lecture has a manifest with captions and chapters", async () => {
  const manifest = await json("/lectures/2026/river-floods/manifest.json");
  const { entities } = normalize(structuredClone(manifest));
  const [canvas] = Object.values(entities.Canvas);
  assert.equal(canvas.duration, 32);
  const notes = Object.values(entities.Annotation).filter((note) => note.motivation.includes("supplementing"));
  assert.equal(notes.length, 2);
  assert.deepEqual(
    manifest.structures[0].items.map((chapter) => entities.Range[chapter.id].label.ja[0]),
    ["はじめに", "三つの水害碑", "昔の川の跡", "避難の三原則"],
  );
  for (const note of manifest.items[0].annotations[0].items) {
    assert.match(await (await read(note.body.id.replace(ORIGIN, ""))).text(), /^WEBVTT/);
  }
});
