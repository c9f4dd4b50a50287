'use strict';
// One state, drawn anew when it changes: what is selected is a set of addresses and a line; everything else follows.
const state = { environments: [], left: 0, right: -1, tab: 'Diagram', addresses: new Set(), line: null, query: '' };
const $ = (id) => document.getElementById(id);
// Of a line that shapes most of a stack there is nothing short to say.
const SUMMED_UP = 40;
const STATUSES = ['failed', 'waived', 'no evidence', 'passed'];
const ROOM = 40;
const TABS = { Diagram: diagram, Resources: resources, Controls: controls, Findings: findings, Dashboards: dashboards };

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'onclick') made.addEventListener('click', value);
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

const environment = () => state.environments[state.left];
const other = () => state.environments[state.right];
const byAddress = (one) => new Map(one.resources.map((resource) => [resource.address, resource]));
const matches = (...texts) => texts.join(' ').toLowerCase().includes(state.query);

function ofLine(one, file, line) {
  const shaped = (one.shaped && one.shaped[`${file}:${line}`]) || [];
  const made = one.resources.filter((resource) => resource.file === file && resource.first <= line && line <= resource.last);
  return new Set([...shaped.map((index) => one.resources[index].address), ...made.map((resource) => resource.address)]);
}

function linesOf(one, addresses) {
  const lit = new Set();
  for (const resource of one.resources) {
    if (!addresses.has(resource.address) || resource.file < 0) continue;
    for (let line = resource.first; line <= resource.last; line += 1) lit.add(`${resource.file}:${line}`);
  }
  const numbers = new Set(one.resources.flatMap((resource, index) => (addresses.has(resource.address) ? [index] : [])));
  for (const [place, shaped] of Object.entries(one.shaped || {})) if (shaped.some((index) => numbers.has(index))) lit.add(place);
  return lit;
}

function select(addresses, line = null) {
  state.addresses = new Set(addresses);
  state.line = line;
  draw();
  const first = document.querySelector('#spec .lit');
  if (first && !line) first.scrollIntoView({ block: 'center' });
}

function spec(one, index) {
  const lit = linesOf(one, state.addresses);
  return one.files.map((file, number) => element('div', { 'data-side': index },
    element('h2', {}, file.name),
    element('div', { class: 'lines' }, ...file.lines.map((text, position) => {
      const line = position + 1;
      const place = `${number}:${line}`;
      const chosen = state.line === place || (!state.line && lit.has(place));
      return element('button', {
        'data-line': line, class: chosen ? 'lit' : '', 'data-place': place, 'aria-current': chosen ? 'true' : false,
        onclick: () => { state.left = index; select(ofLine(one, number, line), place); },
      }, text || ' ');
    }))));
}

function diagram(one) {
  const { clusters, nodes, edges } = one.diagram;
  const inside = (key) => [
    element('div', { class: 'boxes' }, ...nodes.filter((node) => (node.within || null) === key).map((node) => {
      const lit = node.addresses.some((address) => state.addresses.has(address));
      return element('button', {
        class: `box${lit ? ' lit' : ''}`, 'data-key': node.key, 'aria-pressed': lit ? 'true' : 'false',
        onclick: () => select(node.addresses),
      }, element('b', {}, node.lines[0]), ...node.lines.slice(1).map((text) => element('small', {}, text)));
    }), ...clusters.filter((cluster) => (cluster.within || null) === key).map((cluster) => element('div', {
      class: 'cluster', 'data-key': cluster.key }, element('h3', {}, cluster.title), ...inside(cluster.key)))),
  ];
  const frame = element('div', { class: 'diagram' }, ...inside(null));
  const legend = element('p', { class: 'bar' }, 'A box or an area points to what it calls. ',
    element('span', { style: 'color: var(--blue)' }, 'blue: the stable side'),
    element('span', { style: 'color: var(--green)' }, 'green: the coming side'), 'dashed: no requests');
  requestAnimationFrame(() => connect(frame, edges));
  return [legend, frame];
}

function connect(frame, edges) {
  const origin = frame.getBoundingClientRect();
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.innerHTML = '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    + '<path d="M0 0 8 4 0 8z" fill="context-stroke"/></marker></defs>';
  const drawn = new Map();
  for (const edge of edges) {
    const [start, end] = [edge.start, edge.end].map((key) => frame.querySelector(`[data-key="${CSS.escape(key)}"]`));
    if (!start || !end || start.contains(end) || end.contains(start)) continue;
    const [from, to] = [start, end].map((box) => box.getBoundingClientRect());
    const middle = (rect) => [rect.left + rect.width / 2 - origin.left, rect.top + rect.height / 2 - origin.top];
    const [x1, y1, x2, y2] = [...border(middle(from), middle(to), from), ...border(middle(to), middle(from), to)];
    const path = document.createElementNS(ns, 'path');
    // Two sides of a release between the same boxes go two ways, so that their shares can be read.
    const pair = `${edge.start} ${edge.end}`;
    const turn = 70 * (drawn.get(pair) || 0);
    drawn.set(pair, (drawn.get(pair) || 0) + 1);
    const bend = Math.max(-40, Math.min(40, (x2 - x1) / 6)) - turn;
    path.setAttribute('d', `M${x1} ${y1} Q${(x1 + x2) / 2 + bend} ${(y1 + y2) / 2} ${x2} ${y2}`);
    const colour = edge.colour ? `var(--${edge.colour})` : 'currentColor';
    path.setAttribute('style', `fill:none;stroke:${colour};stroke-width:1.3;opacity:.7;${edge.quiet ? 'stroke-dasharray:4 4' : ''}`);
    path.setAttribute('marker-end', 'url(#tip)');
    svg.append(path);
    // Between neighbours there is no room for a word.
    if (edge.label && Math.hypot(x2 - x1, y2 - y1) > ROOM) {
      const text = document.createElementNS(ns, 'text');
      text.setAttribute('x', (x1 + x2) / 2 + bend / 2);
      text.setAttribute('y', (y1 + y2) / 2 - 3);
      text.setAttribute('style', `font-size:11px;fill:${colour};paint-order:stroke;stroke:var(--paper);stroke-width:3px`);
      text.textContent = edge.label;
      svg.append(text);
    }
  }
  frame.append(svg);
}

function border([x, y], [towardsX, towardsY], rect) {
  const [dx, dy] = [towardsX - x, towardsY - y];
  const scale = Math.min(rect.width / 2 / (Math.abs(dx) || 1e-9), rect.height / 2 / (Math.abs(dy) || 1e-9), 1);
  return [x + dx * scale, y + dy * scale];
}

function difference(resource, theirs) {
  if (!other()) return '';
  if (!resource) return 'new';
  if (!theirs) return 'gone';
  const plain = (body, name) => JSON.stringify(body).replaceAll(new RegExp(`\\b${name}\\b`, 'g'), '{suffix}');
  return plain(resource.body, environment().name) === plain(theirs.body, other().name) ? '' : 'differs';
}

function resources(one) {
  const mine = byAddress(one);
  const theirs = other() ? byAddress(other()) : new Map();
  const all = [...new Set([...mine.keys(), ...theirs.keys()])].sort();
  const rows = all.flatMap((address) => {
    const resource = mine.get(address);
    const shown = resource || theirs.get(address);
    if (!matches(address, shown.purpose, shown.path, state.query ? JSON.stringify(shown.body) : '')) return [];
    const kind = difference(resource, theirs.get(address));
    return [element('tr', { class: state.addresses.has(address) ? 'lit' : '' },
      element('td', {}, element('button', { 'data-address': address, onclick: () => select([address]) }, address)),
      element('td', {}, shown.purpose), element('td', { class: kind }, kind || shown.path))];
  });
  return [element('p', {}, `${rows.length} of ${all.length} resources`
    + (other() ? `; new: only in ${other().stack}; gone: only in ${one.stack}` : '')), element('table', {}, ...rows)];
}

const inOrder = (found) => found.sort((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status));

function controls(one) {
  const shown = one.controls.filter((control) => matches(control.id, control.title, control.requirements.join(' '), control.status));
  return [element('p', { class: 'bar' }, ...STATUSES.map((status) => element('span', { class: status },
    `${one.controls.filter((control) => control.status === status).length} ${status}`))),
  element('table', {}, ...inOrder(shown).map((control) => {
    const addresses = control.evidence.map(([address]) => address);
    const lit = addresses.some((address) => state.addresses.has(address));
    return element('tr', { class: lit ? 'lit' : '' },
      element('td', {}, element('button', { 'data-control': control.id, onclick: () => select(addresses) }, control.id)),
      element('td', {}, control.title), element('td', {}, control.requirements.join(', ')),
      element('td', { class: control.status }, control.status));
  }))];
}

function findings(one) {
  if (!one.findings.length) return [element('p', { class: 'passed' }, 'No findings.')];
  return [element('table', {}, ...one.findings.filter((finding) => matches(finding.code, finding.path, finding.message))
    .map((finding) => element('tr', {}, element('td', { class: finding.level }, `${finding.level} ${finding.code}`),
      element('td', {}, finding.file < 0 ? finding.path : element('button', {
        onclick: () => select(ofLine(one, finding.file, finding.line), `${finding.file}:${finding.line}`),
      }, finding.path)), element('td', {}, finding.message))))];
}

function dashboards(one) {
  return one.dashboards.map((dashboard) => {
    const frame = element('div', { class: 'dashboard' }, element('h2', {}, dashboard.name));
    frame.insertAdjacentHTML('beforeend', dashboard.svg);
    return frame;
  });
}

// The rules that let somebody in to what some resources are: those of the security groups that they name.
function doors(one, chosen) {
  const groups = new Set(chosen.flatMap((resource) => JSON.stringify(resource.body).match(/aws_security_group\.[\w-]+/g) || []));
  const group = (reference) => (String(reference).match(/aws_security_group\.[\w-]+/) || [])[0];
  return one.resources.filter((resource) => resource.address.startsWith('aws_vpc_security_group_ingress_rule.')
    && groups.has(group(resource.body.security_group_id))).map((rule) => {
    const { body } = rule;
    const from = group(body.referenced_security_group_id) || body.cidr_ipv4 || body.cidr_ipv6 || body.prefix_list_id;
    return [rule.address, body.ip_protocol === '-1' ? 'every port' : `port ${body.from_port}`, from];
  });
}

function judged(one, chosen) {
  const addresses = new Set(chosen.map((resource) => resource.address));
  return inOrder(one.controls.filter((control) => control.evidence.some(([address]) => addresses.has(address))));
}

function section(title, rows) {
  return rows.length ? [element('h3', {}, title), element('table', {}, ...rows.map((cells) => element('tr', {},
    ...cells.map((cell, index) => element('td', { class: index ? '' : 'key' }, cell)))))] : [];
}

function reach(one, found) {
  const members = (group) => one.resources.filter((resource) => !resource.address.startsWith('aws_vpc_security_group_')
    && JSON.stringify(resource.body).includes(`${group}.id`)).map((resource) => resource.address);
  const source = (from) => (from.startsWith('aws_security_group.')
    ? element('button', { title: 'who is in it', onclick: () => select(members(from)) }, from.split('.')[1]) : from);
  const open = (address) => element('button', { 'data-address': address, onclick: () => select([address]) }, address.split('.')[1]);
  return section('May be reached from', found.map(([address, port, from]) => [port, source(String(from)), open(address)]));
}

// Those of the rules that let somebody in as well.
function judgement(one, chosen, found) {
  const open = new Set(found.map(([address]) => address));
  const rules = one.resources.filter((resource) => open.has(resource.address));
  return section('Judged by', judged(one, [...chosen, ...rules]).map((control) => [
    element('b', { class: control.status }, `${control.id} ${control.status}`), control.title]));
}

function details(one) {
  const chosen = one.resources.filter((resource) => state.addresses.has(resource.address));
  const theirs = other() ? byAddress(other()) : new Map();
  const evidence = (address) => one.controls.flatMap((control) => control.evidence
    .filter((item) => item[0] === address).map((item) => [control, item]));
  if (!state.addresses.size && !state.line) {
    return [element('p', {}, 'Click a box or a line: a box lights its lines, a line lights the boxes that it shapes.')];
  }
  const heading = state.line ? `Line ${state.line.split(':')[1]} shapes ${chosen.length}` : `${chosen.length}`;
  const few = chosen.length > SUMMED_UP ? [] : chosen;
  const found = doors(one, few);
  return [element('h2', {}, `${heading} resource${chosen.length === 1 ? '' : 's'}`), ...reach(one, found), ...chosen.map((resource) => {
    const twin = theirs.get(resource.address);
    const body = element('pre', {}, JSON.stringify(resource.body, null, 1));
    const parts = [element('summary', {}, resource.address), element('p', {}, `${resource.purpose}. Made for: ${resource.path || 'the spec as a whole'}`)];
    parts.push(twin ? element('div', { class: 'side' }, body, element('pre', {}, JSON.stringify(twin.body, null, 1))) : body);
    parts.push(element('table', {}, ...evidence(resource.address).map(([control, item]) => element('tr', {},
      element('td', { class: item[3] }, item[3]), element('td', { title: control.title }, control.id),
      element('td', {}, `${item[1]} ${item[2]}`.trim() || control.title)))));
    return element('details', chosen.length < 3 ? { open: '' } : {}, ...parts);
  }), ...judgement(one, few, found)];
}

// Two side by side, but for resources, whose table has both.
function panel(one) {
  if (!other() || state.tab === 'Resources') return TABS[state.tab](one);
  return [element('div', { class: 'side' }, ...[one, other()].map((each) => element('div', { class: 'half' },
    element('h2', {}, each.stack), ...TABS[state.tab](each))))];
}

// What has the focus, in words that hold after everything was drawn anew.
function focused() {
  const at = document.activeElement;
  const key = ['place', 'key', 'address', 'control', 'tab'].find((name) => at.dataset && at.dataset[name] !== undefined);
  if (!key) return null;
  const side = at.closest('[data-side]');
  return `${side ? `[data-side="${side.dataset.side}"] ` : ''}[data-${key}="${CSS.escape(at.dataset[key])}"]`;
}

function draw() {
  const kept = focused();
  const one = environment();
  const top = $('spec').scrollTop;
  $('spec').replaceChildren(...spec(one, state.left), ...(other() ? spec(other(), state.right) : []));
  $('spec').scrollTop = top;
  $('tabs').replaceChildren(...Object.keys(TABS).map((name) => element('button', {
    role: 'tab', 'data-tab': name, 'aria-selected': String(name === state.tab), tabindex: name === state.tab ? 0 : -1,
    onclick: () => { state.tab = name; draw(); } }, name)));
  $('panel').replaceChildren(...panel(one));
  $('details').replaceChildren(...details(one));
  const failed = one.controls.filter((control) => control.status === 'failed').length;
  const back = kept && document.querySelector(kept);
  if (back) back.focus({ preventScroll: true });
  $('counts').textContent = `${one.resources.length} resources, ${one.controls.length} controls, ${failed} failed, ${one.findings.length} findings`;
}

function options(select_, chosen, empty) {
  const made = state.environments.map((one, index) => element('option', { value: index }, one.stack));
  select_.replaceChildren(...(empty ? [element('option', { value: -1 }, 'nothing')] : []), ...made);
  select_.value = String(chosen);
}

async function read() {
  const bytes = Uint8Array.from(atob($('data').textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const { parts, environments } = JSON.parse(await new Response(stream).text());
  // What environments have alike is kept once, with a mark in the place of the name.
  for (const one of environments) {
    for (const key of ['resources', 'controls', 'dashboards', 'findings', 'files']) {
      one[key] = one[key].map((number) => JSON.parse(parts[number].replaceAll('\u0001', one.name)));
    }
  }
  return environments;
}

async function main() {
  state.environments = await read();
  // Two revisions of one environment are there to be compared.
  const [first, second, ...more] = state.environments;
  state.right = second && !more.length && first.name === second.name ? 1 : -1;
  options($('environment'), 0, false);
  options($('other'), state.right, true);
  $('environment').addEventListener('change', (event) => { state.left = Number(event.target.value); select([]); });
  $('other').addEventListener('change', (event) => { state.right = Number(event.target.value); state.tab = 'Resources'; draw(); });
  $('search').addEventListener('input', (event) => {
    state.query = event.target.value.toLowerCase();
    if (state.query && !['Resources', 'Controls', 'Findings'].includes(state.tab)) state.tab = 'Resources';
    draw();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && event.target !== $('search')) { event.preventDefault(); $('search').focus(); }
    if (event.key === 'Escape') { $('search').value = ''; state.query = ''; select([]); }
    if (['ArrowDown', 'ArrowUp'].includes(event.key) && event.target.matches('.lines button')) {
      event.preventDefault();
      const next = event.key === 'ArrowDown' ? event.target.nextElementSibling : event.target.previousElementSibling;
      if (next) next.focus();
    }
    if (['ArrowLeft', 'ArrowRight'].includes(event.key) && event.target.matches('[role=tab]')) {
      const names = Object.keys(TABS);
      const step = event.key === 'ArrowRight' ? 1 : names.length - 1;
      state.tab = names[(names.indexOf(state.tab) + step) % names.length];
      draw();
      document.querySelector(`[data-tab="${state.tab}"]`).focus();
    }
  });
  window.addEventListener('resize', draw);
  draw();
  document.body.dataset.ready = 'true';
}

main();
