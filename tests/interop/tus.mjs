// tus-js-client against our server: breaks off, resumes, terminates, sends checksums, creates with upload.
// node tus.mjs PLAN, where PLAN is JSON: {"endpoint", "cookies": [..], "metadata": {..}, "files": [..]}; one bidder for each flow.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const tus = createRequire(process.env.PEERS + "/package.json")("tus-js-client");
const plan = JSON.parse(readFileSync(process.argv[2], "utf8"));

/** A stack that announces a checksum of every body, or a wrong one. */
class Checked extends tus.DefaultHttpStack {
  constructor(algorithm, lie) {
    super({});
    Object.assign(this, { algorithm, lie, sent: 0 });
  }
  createRequest(method, url) {
    const request = super.createRequest(method, url);
    const send = request.send.bind(request);
    request.send = async (body) => {
      if (body?.length > 0) {
        const bytes = this.lie ? Buffer.concat([body, Buffer.from("x")]) : body;
        const sum = createHash(this.algorithm).update(bytes).digest("base64");
        request.setHeader("Upload-Checksum", `${this.algorithm} ${sum}`);
        this.sent += 1;
      }
      return send(body);
    };
    return request;
  }
}

function upload(bidder, options) {
  let made;
  const done = new Promise((resolve, reject) => {
    made = new tus.Upload(readFileSync(plan.files[bidder]), {
      endpoint: plan.endpoint,
      metadata: plan.metadata,
      headers: { Cookie: plan.cookies[bidder] },
      retryDelays: null,
      onError: reject,
      onSuccess: () => resolve(made),
      ...options,
    });
  });
  made.done = done;
  return made;
}

const header = (bidder) => ({ Cookie: plan.cookies[bidder], "Tus-Resumable": "1.0.0" });
const size = (bidder) => readFileSync(plan.files[bidder]).length;

async function breaksOffAndResumes() {
  const url = await new Promise((resolve, reject) => {
    const first = upload(0, {
      chunkSize: 200_000,
      onError: reject,
      onChunkComplete: async (_, accepted) => {
        if (accepted >= 400_000) {
          await first.abort();
          resolve(first.url);
        }
      },
    });
    first.start();
  });
  const found = await fetch(url, { method: "HEAD", headers: header(0) });
  const offset = Number(found.headers.get("upload-offset"));
  assert.ok(offset >= 400_000 && offset < size(0), `broken off at ${offset}`);
  assert.ok(Date.parse(found.headers.get("upload-expires")) > 0);
  // Another client, from the address alone.
  let first = null;
  const second = upload(0, {
    uploadUrl: url,
    chunkSize: 300_000,
    onProgress: (sent) => (first ??= sent),
  });
  second.start();
  await second.done;
  assert.ok(first >= offset, "it began again");
  return `broke off at ${offset} of ${size(0)}, resumed from there`;
}

async function terminates() {
  const one = upload(1, { chunkSize: 100_000 });
  await new Promise((resolve) => {
    one.options.onChunkComplete = () => one.abort(true).then(resolve);
    one.start();
  });
  const gone = await fetch(one.url, { method: "HEAD", headers: header(1) });
  assert.ok([404, 410].includes(gone.status), `after termination: ${gone.status}`);
  const whole = upload(1, { uploadDataDuringCreation: true });
  whole.start();
  await whole.done;
  return "terminated one, created another with all its data in one request";
}

async function sendsChecksums() {
  const lying = upload(2, { chunkSize: 100_000, httpStack: new Checked("sha1", true) });
  lying.start();
  const refused = await lying.done.then(() => null, (error) => error);
  assert.equal(refused?.originalResponse?.getStatus(), 460);
  const found = await fetch(lying.url, { method: "HEAD", headers: header(2) });
  assert.equal(found.headers.get("upload-offset"), "0");
  await fetch(lying.url, { method: "DELETE", headers: header(2) });
  const stack = new Checked("sha1", false);
  const honest = upload(2, { chunkSize: 250_000, httpStack: stack });
  honest.start();
  await honest.done;
  assert.ok(stack.sent >= 3);
  return `a wrong SHA-1 was refused with 460, ${stack.sent} right ones were taken`;
}

for (const flow of [breaksOffAndResumes, terminates, sendsChecksums]) {
  console.log(`${flow.name}: ${await flow()}`);
}
