"use strict";
// A stand-in of the module `vscode`, which exists inside of the editor only: as much of it as the real
// vscode-languageclient needs to start a server, to open a file and to show what the server finds in it.
// What nobody looks at here is a class without content, or a function that returns something to dispose of.

const fs = require("node:fs");
const path = require("node:path");
const { fileURLToPath, pathToFileURL } = require("node:url");

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}

class Range {
  constructor(startLine, startCharacter, endLine, endCharacter) {
    this.start = new Position(startLine, startCharacter);
    this.end = new Position(endLine, endCharacter);
  }
}

class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity });
  }
}

class EventEmitter {
  constructor() {
    this.listeners = [];
    this.event = (listener) => (this.listeners.push(listener), disposable());
  }
  fire(value) {
    this.listeners.forEach((listener) => listener(value));
  }
  dispose() {}
}

class Uri {
  constructor(fsPath) {
    Object.assign(this, { scheme: "file", fsPath, path: fsPath });
  }
  toString() {
    return pathToFileURL(this.fsPath).href;
  }
  static file = (fsPath) => new Uri(fsPath);
  static parse = (text) => new Uri(fileURLToPath(text));
}

class CodeActionKind {
  append() {
    return this;
  }
}
CodeActionKind.Empty = CodeActionKind.QuickFix = new CodeActionKind();

class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: disposable };
  cancel() {}
  dispose() {}
}

class TabInputText {
  constructor(uri) {
    this.uri = uri;
  }
}

const disposable = () => ({ dispose() {} });

/** An object in which every other name is an event, or a function of no effect. */
function filled(known) {
  return new Proxy(known, { get: (target, name) => (name in target ? target[name] : disposable) });
}

function standIn({ folder, open, settings, onDiagnostics, onError }) {
  const text = fs.readFileSync(open, "utf8");
  const document = {
    uri: Uri.file(open), fileName: open, languageId: "yaml", version: 1, isClosed: false, isDirty: false,
    lineCount: text.split("\n").length, getText: () => text,
  };
  const folders = [{ uri: Uri.file(folder), name: path.basename(folder), index: 0 }];
  const workspace = filled({
    workspaceFolders: folders, textDocuments: [document], notebookDocuments: [],
    getConfiguration: () => ({ get: (name, otherwise) => settings[name] ?? otherwise }),
    getWorkspaceFolder: () => folders[0],
    createFileSystemWatcher: () => filled({}),
  });
  const languages = filled({
    createDiagnosticCollection: () => filled({ set: (uri, found) => onDiagnostics(uri.fsPath, found), clear() {} }),
    match: (selector, candidate) => (candidate.languageId === "yaml" ? 10 : 0),
  });
  const window = filled({
    visibleTextEditors: [], tabGroups: filled({ all: [{ tabs: [{ input: new TabInputText(document.uri) }] }] }), showErrorMessage: async (message) => onError(message),
    createOutputChannel: () => filled({ name: "payinfra" }),
  });
  const env = filled({ language: "en", appName: "stand-in", isTelemetryEnabled: false });
  const known = { CancellationTokenSource, CodeActionKind, Uri, TabInputText, Position, Range, Diagnostic, EventEmitter, workspace, languages, window, env, commands: filled({}), version: "1.91.0" };
  const bare = new Map();
  return new Proxy(known, {
    get(target, name) {
      if (name in target || typeof name === "symbol") return target[name];
      if (!bare.has(name)) bare.set(name, class { static [name] = name; dispose() {} });
      return bare.get(name);
    },
    has: () => true,
  });
}

module.exports = { standIn };
