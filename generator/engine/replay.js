"use strict";
// Replays the plan of a stack with cdktf's own classes.
//
// A plan is {"prefix": text, "operations": [[kind, ...parameters], ...]}: `generator/stack_plan/operations.py` describes
// the operations, `generator/engine/plan_json.py` writes them, attributes as the expressions that they are.
const cdktf = require("cdktf");
const provider = require("@cdktf/provider-aws");
const signatures = require("./signatures.json");

class Replay {
  // What jsii calls: the plan is JSON.
  static replay(stack, plan) {
    const { prefix, operations } = JSON.parse(plan);
    new Replay(stack, prefix).run(operations);
  }

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

  // What cdktf has for a text is a token, for which it looks again and again: the text itself says the same.
  expression(operation, attribute, text) {
    const value = this.get(operation, attribute);
    return typeof value === "string" ? text : value;
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

exports.Replay = Replay;
// Loads each resource, while there is nothing else to do.
exports.preload = () => Object.keys(provider).forEach((namespace) => provider[namespace]);
