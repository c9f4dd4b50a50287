"use strict";
// Replays plans of stacks with cdktf's own classes.
//
// Messages come on stdin, one JSON a line; each is answered by one line on stdout, {} or {"error": why}, with "errno" and
// "path" where the system has refused something:
//   {"load": folder}                        the copy that holds cdktf, the provider, and their signatures
//   {"preload": true}                       load each resource, while there is nothing else to do
//   {"app": folder}                         begin an app that is written to this folder
//   {"stack": name, "prefix": text, "operations": [...]}
//   {"synth": true}                         write the app
// `generator/stack_plan/operations.py` describes the operations.
const fs = require("fs");

const STDIN = 0, STDOUT = 1;
const PIECE = 1 << 20;
// Stdout is for answers alone.
process.stdout.write = (...given) => process.stderr.write(...given);

let cdktf, provider, signatures, app;

const handlers = {
  load({ load: folder }) {
    signatures = JSON.parse(fs.readFileSync(`${folder}/signatures.json`, "utf8"));
    cdktf = require(`${folder}/node_modules/cdktf`);
    provider = require(`${folder}/node_modules/@cdktf/provider-aws`);
  },
  preload() {
    for (const namespace of Object.keys(provider)) void provider[namespace];
  },
  app({ app: outdir }) {
    app = new cdktf.App({ outdir });
  },
  stack({ stack: name, prefix, operations }) {
    const stack = new cdktf.TerraformStack(app, name);
    // It would resolve everything once more, in search of references between stacks: this app has one stack.
    stack.prepareStack = stack.ensureBackendExists;
    new Replay(stack, prefix).run(operations);
  },
  synth() {
    app.synth();
    app = undefined;
    // What references stand for would be kept for ever; nobody asks for those of an app that is written.
    globalThis.__cdktfTokenMap.stringTokenMap.clear();
    globalThis.__cdktfTokenMap.numberTokenMap.clear();
  },
};

class Replay {
  constructor(stack, prefix) {
    this.stack = stack;
    this.prefix = prefix;
    this.results = [];
    this.result = new RegExp(`\\$\\{${prefix}:(\\d+)\\}`, "g");
    this.onlyResult = new RegExp(`^\\$\\{${prefix}:(\\d+)\\}$`);
  }

  run(operations) {
    for (const [kind, ...parameters] of operations) this.results.push(this[kind](...parameters));
  }

  create(name, values, named) {
    const given = this.values(values);
    const construct = signatures.constructs[name];
    if (construct === undefined) return new (known(cdktf, name))(...given);
    const owner = construct.namespace.length ? construct.namespace.reduce(known, provider) : cdktf;
    try {
      if (construct.arguments !== null) given.push(this.block(construct.arguments, named));
      return new (known(owner, name))(this.stack, ...given);
    } catch (error) {
      if (error.errno !== undefined) throw error;
      throw new Error(`${name} ${values[0] ?? ""}: ${error.message}`);
    }
  }

  get(operation, attribute) {
    return known(this.results[operation], camel(attribute));
  }

  call(owner, method, values) {
    const object = typeof owner === "number" ? this.results[owner] : known(cdktf, owner);
    known(object, camel(method));
    return object[camel(method)](...this.values(values));
  }

  override(path, value) {
    this.stack.addOverride(path, this.value(value));
  }

  value(given) {
    if (typeof given === "string") return given.includes(this.prefix) ? this.text(given) : given;
    if (given === null) return undefined;
    if (typeof given !== "object") return given;
    if (Array.isArray(given)) return this.values(given);
    const marked = given[this.prefix];
    if (Array.isArray(marked)) return this.block(...marked);
    if (marked !== undefined) return this.results[marked];
    return Object.fromEntries(Object.entries(given).map(([key, item]) => [this.value(key), this.value(item)]));
  }

  values(given) {
    return given.map((item) => this.value(item));
  }

  text(given) {
    const whole = this.onlyResult.exec(given);
    return whole ? this.results[whole[1]] : given.replace(this.result, (_, operation) => this.results[operation]);
  }

  // Arguments by the names that JavaScript has for them. It would not miss one, nor mind one that it does not know.
  block(type, named) {
    const { names, required } = known(signatures.types, type);
    const given = {};
    for (const [name, value] of Object.entries(named)) {
      if (!Object.hasOwn(names, name)) throw new Error(`${type} has no argument '${name}'`);
      given[names[name]] = this.value(value);
    }
    const missing = required.find((name) => given[names[name]] === undefined);
    if (missing !== undefined) throw new Error(`${type} needs the argument '${missing}'`);
    return given;
  }
}

function known(owner, name) {
  if (owner[name] === undefined) throw new Error(`there is no '${name}' in ${owner.constructor?.name ?? "it"}`);
  return owner[name];
}

function camel(name) {
  return name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

function answer(message) {
  let result = {};
  try {
    const [kind] = Object.keys(message);
    handlers[kind](message);
  } catch (error) {
    result = { error: error.message, errno: error.errno, path: error.path };
  }
  try {
    fs.writeSync(STDOUT, JSON.stringify(result) + "\n");
  } catch {
    // Whoever asked is gone.
    process.exit();
  }
}

function listen() {
  const piece = Buffer.alloc(PIECE);
  let pieces = [];
  for (;;) {
    const length = fs.readSync(STDIN, piece);
    if (length === 0) return;
    let from = 0;
    for (let end; (end = piece.indexOf(10, from)) !== -1 && end < length; from = end + 1) {
      const line = Buffer.concat([...pieces, piece.subarray(from, end)]);
      pieces = [];
      answer(JSON.parse(line));
    }
    if (from < length) pieces.push(Buffer.from(piece.subarray(from, length)));
  }
}

listen();
