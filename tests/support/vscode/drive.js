"use strict";
// node drive.js EXTENSION FOLDER FILE [WORD...]: activate the extension, and print what it shows for an open file as JSON.

const Module = require("node:module");
const path = require("node:path");
const { standIn } = require("./stand_in.js");

const [extensionFolder, folder, file, ...command] = process.argv.slice(2);
const shown = { command: null, diagnostics: [], errors: [] };
let finish;
const finished = new Promise((resolve) => (finish = resolve));

const vscode = standIn({
  folder, open: path.join(folder, file), settings: { command },
  onDiagnostics: (fsPath, found) => {
    const lines = found.map(({ range, message, code }) => ({ line: range.start.line + 1, message, code: code?.value ?? code }));
    shown.diagnostics.push({ file: path.relative(folder, fsPath), lines });
    if (path.relative(folder, fsPath) === file && lines.length > 0) finish();
  },
  onError: (message) => {
    shown.errors.push(message);
    finish();
  },
});
const load = Module._load;
Module._load = (request, ...rest) => (request === "vscode" ? vscode : load(request, ...rest));

(async () => {
  const extension = require(path.join(extensionFolder, "extension.js"));
  shown.command = extension.serverCommand(folder);
  setTimeout(finish, 40_000).unref();
  await extension.activate({ subscriptions: [] });
  await finished;
  await extension.deactivate();
  console.log(JSON.stringify(shown));
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
