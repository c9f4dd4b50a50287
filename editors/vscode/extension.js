"use strict";
// Starts `payinfra lsp` for the specs of the folder that is open. All that it answers is the server's.

const fs = require("node:fs");
const path = require("node:path");
const { commands, window, workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const SPECS = "**/*.{yaml,yml}";
const IN_VENV = process.platform === "win32" ? [".venv", "Scripts", "payinfra.exe"] : [".venv", "bin", "payinfra"];

let client;

/** Return the words that start the server, in the folder of a workspace. */
function serverCommand(folder) {
  const configured = workspace.getConfiguration("payinfra").get("command", []);
  if (configured.length > 0) {
    return [...configured, "lsp"];
  }
  const installed = path.join(folder, ...IN_VENV);
  return [fs.existsSync(installed) ? installed : "payinfra", "lsp"];
}

async function start() {
  const folder = workspace.workspaceFolders?.[0];
  if (!folder) {
    return;
  }
  const [command, ...args] = serverCommand(folder.uri.fsPath);
  const server = { command, args, options: { cwd: folder.uri.fsPath } };
  client = new LanguageClient("payinfra", "payinfra", server, {
    documentSelector: [{ scheme: "file", language: "yaml", pattern: SPECS }],
    synchronize: { fileEvents: workspace.createFileSystemWatcher(SPECS) },
    workspaceFolder: folder,
  });
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const needed = "It needs pip install 'payinfra[lsp]'; the setting payinfra.command names another.";
    window.showErrorMessage(`payinfra: ${[command, ...args].join(" ")} did not start (${error?.message ?? error}). ${needed}`);
  }
}

async function stop() {
  await client?.stop();
  client = undefined;
}

async function activate(context) {
  const restart = async () => {
    await stop();
    await start();
  };
  context.subscriptions.push(
    commands.registerCommand("payinfra.restart", restart),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("payinfra") && restart()),
  );
  await start();
}

module.exports = { activate, deactivate: stop, serverCommand };
