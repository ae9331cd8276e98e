// Adds to the bill of materials what is bundled and is no library of Maven's: Node, which runs this, and the packages
// below a node_modules folder. The form is CycloneDX 1.6 with package URLs.
// node bundled.mjs SBOM.json NODE_MODULES
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const [file, modules] = process.argv.slice(2);
const bom = JSON.parse(fs.readFileSync(file, 'utf8'));
const edge = bom.dependencies.find(({ ref }) => ref.startsWith('pkg:maven/dev.sallyport/edge@'));
const packages = fs.readdirSync(modules).sort().map(
  (name) => JSON.parse(fs.readFileSync(path.join(modules, name, 'package.json'), 'utf8')));
const purl = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`;
const own = (component, needs) => {
  bom.components = bom.components.filter((known) => known['bom-ref'] !== component.purl);
  bom.dependencies = bom.dependencies.filter(({ ref }) => ref !== component.purl);
  bom.components.push({ 'bom-ref': component.purl, scope: 'required', ...component });
  bom.dependencies.push({ ref: component.purl, dependsOn: needs });
  edge.dependsOn = [...new Set([...(edge.dependsOn ?? []), component.purl])];
};

for (const each of packages) {
  const needed = { ...each.dependencies, ...each.peerDependencies };
  own({
    type: 'library',
    name: each.name,
    version: each.version,
    description: each.description,
    licenses: [{ license: { id: each.license } }],
    purl: purl(each),
  }, packages.filter(({ name }) => name in needed).map(purl));
}
const version = process.versions.node;
own({
  type: 'application',
  name: 'node',
  version,
  hashes: [{ alg: 'SHA-256', content: createHash('sha256').update(fs.readFileSync(process.execPath)).digest('hex') }],
  licenses: [{ license: { id: 'MIT' } }],
  cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
  purl: `pkg:generic/node@${version}`,
}, []);
fs.writeFileSync(file, JSON.stringify(bom, null, 2) + '\n');
