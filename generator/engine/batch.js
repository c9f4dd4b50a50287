"use strict";
// Synthesizes stacks for the program that started it.
//
// When everything is loaded it writes a line, {}. Then messages come on stdin, one JSON a line:
//   {"app": folder, "stack": name, "plan": {...}}    write an app of one stack to a folder
// Each is answered by a line on stdout, {} or {"error": why}, with "errno" and "path" where the system has refused something.
const fs = require("fs");
const v8 = require("v8");
const cdktf = require("cdktf");
const { Replay, preload } = require("./replay");

const STDIN = 0, STDOUT = 1;
const PIECE = 1 << 20;
// What apps have left behind is given back after some of them, so that memory stays flat: V8 alone waits for far more.
const APPS_A_COLLECTION = 4;
let apps = 0;

function synthesize({ app: outdir, stack: name, plan: { prefix, operations } }) {
  const app = new cdktf.App({ outdir });
  const stack = new cdktf.TerraformStack(app, name);
  // It would resolve everything once more, in search of references between stacks: this app has one stack.
  stack.prepareStack = stack.ensureBackendExists;
  new Replay(stack, prefix).run(operations);
  app.synth();
}

function answered(message) {
  try {
    synthesize(message);
    return {};
  } catch (error) {
    return { error: error.message, errno: error.errno, path: error.path };
  } finally {
    // What references stand for would be kept for ever; nobody asks for those of an app that is written.
    globalThis.__cdktfTokenMap.stringTokenMap.clear();
    globalThis.__cdktfTokenMap.numberTokenMap.clear();
  }
}

function write(answer) {
  try {
    fs.writeSync(STDOUT, JSON.stringify(answer) + "\n");
  } catch {
    // The program has ended.
    process.exit();
  }
}

function listen() {
  // Stdout is for answers alone.
  process.stdout.write = (...given) => process.stderr.write(...given);
  write({});
  const piece = Buffer.alloc(PIECE);
  let pieces = [];
  for (;;) {
    const length = fs.readSync(STDIN, piece);
    if (length === 0) return;
    let from = 0;
    for (let end; (end = piece.indexOf(10, from)) !== -1 && end < length; from = end + 1) {
      const line = Buffer.concat([...pieces, piece.subarray(from, end)]);
      pieces = [];
      write(answered(JSON.parse(line)));
      if (++apps % APPS_A_COLLECTION === 0) globalThis.gc?.();
    }
    if (from < length) pieces.push(Buffer.from(piece.subarray(from, length)));
  }
}

preload();
// `engine/snapshot.py` has Node.js keep what is loaded by now; what runs from there begins here.
if (v8.startupSnapshot.isBuildingSnapshot()) v8.startupSnapshot.setDeserializeMainFunction(listen);
else listen();
